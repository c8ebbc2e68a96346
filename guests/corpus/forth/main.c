// A Forth in the small: compiles stdin to threaded code and runs it. Words: numbers, + - * / mod = < > dup drop swap
// over rot . emit cr, : name ... ;, if else then, begin until, do loop i. Errors end it with code 1.
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CODE = 4096, STACK = 256, WORDS = 128, NAME = 16 };
enum op { LIT, CALL, RET, JUMP, BRANCH, ADD, SUB, MUL, DIV, MOD, EQ, LT, GT, DUP, DROP, SWAP, OVER, ROT, DOT, EMIT, CR,
          DO, LOOP, I, HALT };

static const struct { const char *name; enum op op; } primitives[] = {
  {"+", ADD}, {"-", SUB}, {"*", MUL}, {"/", DIV}, {"mod", MOD}, {"=", EQ}, {"<", LT}, {">", GT}, {"dup", DUP},
  {"drop", DROP}, {"swap", SWAP}, {"over", OVER}, {"rot", ROT}, {".", DOT}, {"emit", EMIT}, {"cr", CR}, {"i", I}};

static int32_t code[CODE], data[STACK], calls[STACK], fixups[STACK];
static struct { char name[NAME]; int at; } words[WORDS];
static int here, sp, rp, open_fixups, word_count;

static _Noreturn void fail(const char *format, ...) {
  va_list args;
  va_start(args, format);
  vfprintf(stderr, format, args);
  va_end(args);
  fputc('\n', stderr);
  exit(1);
}

static void emit(int32_t cell) {
  if (here == CODE) fail("program too long");
  code[here++] = cell;
}

static void push(int32_t *stack, int *top, int32_t cell) {
  if (*top == STACK) fail("stack overflow");
  stack[(*top)++] = cell;
}

static int32_t pop(int32_t *stack, int *top) {
  if (*top == 0) fail("stack underflow");
  return stack[--*top];
}

static void forward(enum op op) {
  emit(op);
  push(fixups, &open_fixups, here);
  emit(0);
}

static void resolve(int32_t at) { code[at] = here; }

static int compile_control(const char *word) {
  if (!strcmp(word, "if")) {
    forward(BRANCH);
  } else if (!strcmp(word, "else")) {
    int32_t from = pop(fixups, &open_fixups);
    forward(JUMP);
    resolve(from);
  } else if (!strcmp(word, "then")) {
    resolve(pop(fixups, &open_fixups));
  } else if (!strcmp(word, "begin")) {
    push(fixups, &open_fixups, here);
  } else if (!strcmp(word, "until")) {
    emit(BRANCH), emit(pop(fixups, &open_fixups));
  } else if (!strcmp(word, "do")) {
    emit(DO), push(fixups, &open_fixups, here);
  } else if (!strcmp(word, "loop")) {
    emit(LOOP), emit(pop(fixups, &open_fixups));
  } else {
    return 0;
  }
  return 1;
}

static int compile_word(const char *word) {
  for (int i = word_count; i-- > 0;)
    if (!strcmp(words[i].name, word)) return emit(CALL), emit(words[i].at), 1;
  for (size_t i = 0; i < sizeof primitives / sizeof *primitives; i++)
    if (!strcmp(primitives[i].name, word)) return emit(primitives[i].op), 1;
  char *end;
  long number = strtol(word, &end, 10);
  if (*end) return 0;
  return emit(LIT), emit((int32_t)number), 1;
}

// Definitions are compiled where they stand, with a jump around them.
static void compile(void) {
  char word[64];
  while (scanf("%63s", word) == 1) {
    if (!strcmp(word, ":")) {
      if (scanf("%15s", word) != 1 || word_count == WORDS) fail("bad definition");
      forward(JUMP);
      memcpy(words[word_count].name, word, NAME);
      words[word_count++].at = here;
    } else if (!strcmp(word, ";")) {
      emit(RET);
      resolve(pop(fixups, &open_fixups));
    } else if (!compile_control(word) && !compile_word(word)) {
      fail("unknown word %s", word);
    }
  }
  emit(HALT);
}

static int32_t arithmetic(enum op op, int32_t a, int32_t b) {
  uint32_t x = (uint32_t)a, y = (uint32_t)b;
  switch (op) {
    case ADD: return (int32_t)(x + y);
    case SUB: return (int32_t)(x - y);
    case MUL: return (int32_t)(x * y);
    case DIV: return a / b; // by zero: the trap is the point
    case MOD: return a % b;
    case EQ: return -(a == b);
    case LT: return -(a < b);
    default: return -(a > b);
  }
}

static void shuffle(enum op op) {
  int32_t c = pop(data, &sp);
  if (op == DUP) {
    push(data, &sp, c), push(data, &sp, c);
    return;
  }
  int32_t b = pop(data, &sp);
  if (op == ROT) {
    int32_t a = pop(data, &sp);
    push(data, &sp, b), push(data, &sp, c), push(data, &sp, a);
  } else if (op == SWAP) {
    push(data, &sp, c), push(data, &sp, b);
  } else {
    push(data, &sp, b), push(data, &sp, c), push(data, &sp, b);
  }
}

static int loop(int pc) {
  int32_t index = pop(calls, &rp) + 1, limit = pop(calls, &rp);
  if (index >= limit) return pc + 1;
  push(calls, &rp, limit), push(calls, &rp, index);
  return code[pc];
}

static void run(void) {
  for (int pc = 0;;) {
    enum op op = (enum op)code[pc++];
    switch (op) {
      case LIT: push(data, &sp, code[pc++]); break;
      case CALL: push(calls, &rp, pc + 1); pc = code[pc]; break;
      case RET: pc = pop(calls, &rp); break;
      case JUMP: pc = code[pc]; break;
      case BRANCH: pc = pop(data, &sp) ? pc + 1 : code[pc]; break;
      case DUP: case SWAP: case OVER: case ROT: shuffle(op); break;
      case DROP: pop(data, &sp); break;
      case DOT: printf("%d ", (int)pop(data, &sp)); break;
      case EMIT: putchar(pop(data, &sp)); break;
      case CR: putchar('\n'); break;
      case DO: {
        int32_t index = pop(data, &sp);
        push(calls, &rp, pop(data, &sp)), push(calls, &rp, index);
        break;
      }
      case LOOP: pc = loop(pc); break;
      case I: if (!rp) fail("i outside of a loop"); push(data, &sp, calls[rp - 1]); break;
      case HALT: return;
      default: {
        int32_t b = pop(data, &sp), a = pop(data, &sp);
        push(data, &sp, arithmetic(op, a, b));
      }
    }
  }
}

int main(void) {
  compile();
  run();
  return 0;
}
