/* The one program inside every image the sandbox makes. */
#include <unistd.h>

int main(void) {
  static const char text[] = "Hello from an image of the local NGC.\n";
  return write(STDOUT_FILENO, text, sizeof text - 1) == (ssize_t)(sizeof text - 1) ? 0 : 1;
}
