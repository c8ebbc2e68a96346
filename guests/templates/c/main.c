// Greets whoever is named in the request's body. What is printed is the response.
#include <stdio.h>
#include <string.h>

static void print_json_string(const char *text) {
  putchar('"');
  for (; *text; text++) {
    unsigned char c = (unsigned char)*text;
    if (c == '"' || c == '\\') printf("\\%c", c);
    else if (c < ' ') printf("\\u%04x", c);
    else putchar(c);
  }
  putchar('"');
}

int main(void) {
  char name[256] = "";
  if (!fgets(name, sizeof name, stdin) || name[0] == '\n') strcpy(name, "world");
  name[strcspn(name, "\r\n")] = 0;

  char greeting[sizeof name + 16];
  snprintf(greeting, sizeof greeting, "Hello, %s!", name);
  printf("{\"greeting\":");
  print_json_string(greeting);
  printf("}\n");
  return 0;
}
