// Sorts the bytes of stdin with a recursive quicksort and prints a histogram. Already sorted input makes it recurse as
// deep as the input is long: it exhausts the stack on purpose.
#include <stdio.h>
#include <string.h>

static unsigned char data[1 << 16];
static long long compared;

// volatile keeps the compiler from turning the second call into a loop
static void quicksort(int low, int high) {
  if (low >= high) return;
  volatile int pivot = data[high];
  int middle = low;
  for (int i = low; i < high; i++) {
    compared++;
    if (data[i] > pivot) continue;
    unsigned char swap = data[i];
    data[i] = data[middle];
    data[middle++] = swap;
  }
  data[high] = data[middle];
  data[middle] = (unsigned char)pivot;
  quicksort(low, middle - 1);
  quicksort(middle + 1, high);
}

int main(void) {
  int n = (int)fread(data, 1, sizeof data, stdin);
  quicksort(0, n - 1);
  printf("%d bytes, %lld comparisons\n", n, compared);
  for (int i = 0; i < n;) {
    int run = 1;
    while (i + run < n && data[i + run] == data[i]) run++;
    printf("%02x %d\n", data[i], run);
    i += run;
  }
  return 0;
}
