// measure ROUNDS CASES: starts the commands of a file in turn, ROUNDS times, and prints what each took.
//
// A line of CASES is "NAME<tab>INPUT<tab>EVERY<tab>[VARIABLE=VALUE …] PROGRAM [ARGUMENT …]": INPUT is the file that
// becomes stdin, EVERY says in which rounds the command takes part (1 = all, 10 = every tenth: slow ones), words are
// divided by single blanks. Output, one line per case: NAME, median and lowest wall time in microseconds, largest
// resident set in KiB, exit status, runs. The commands take turns, so that a machine that is busy for a while is busy
// for all of them.
//
// In C and linked statically: the kernel counts the parent's memory at the moment of the start into the child's
// resident set, and this parent is small.
#define _GNU_SOURCE  // NOLINT(bugprone-reserved-identifier): the C library's own switch
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { kMaxCases = 32, kMaxWords = 64, kMaxLine = 8192 };

struct Case {
  char line[kMaxLine];
  const char* name;
  const char* input;
  int every;
  char* argv[kMaxWords];
  char** environment;
  double* microseconds;
  int runs;
  long max_rss;
  int status;
};

extern char** environ;

static void fail(const char* text) {
  fprintf(stderr, "measure: %s\n", text);
  exit(2);
}

// Digits only, up to a million; 0 for anything else.
static int number(const char* text) {
  char* end = NULL;
  const long value = strtol(text, &end, 10);
  return end != text && *end == '\0' && value >= 0 && value <= 1000000 ? (int)value : 0;
}

static char** with_variables(char* const* added, int count) {
  int size = 0;
  while (environ[size] != NULL) ++size;
  char** all = calloc((size_t)size + (size_t)count + 1, sizeof(char*));
  if (all == NULL) fail("out of memory");
  int next = 0;
  for (int i = 0; i < count; ++i) all[next++] = added[i];
  for (int i = 0; i < size; ++i) {
    int replaced = 0;
    for (int k = 0; k < count; ++k) {
      const size_t name = strcspn(added[k], "=") + 1;
      if (strncmp(environ[i], added[k], name) == 0) replaced = 1;
    }
    if (!replaced) all[next++] = environ[i];
  }
  return all;
}

static void parse(struct Case* test, int rounds) {
  char* rest = test->line;
  test->name = strsep(&rest, "\t");
  test->input = strsep(&rest, "\t");
  const char* every = strsep(&rest, "\t");
  if (rest == NULL) fail("a line has too few fields");
  test->every = number(every);
  if (test->every < 1) fail("a line has no valid EVERY");
  char* variables[kMaxWords];
  int variable_count = 0;
  int words = 0;
  for (char* word = strsep(&rest, " "); word != NULL; word = strsep(&rest, " ")) {
    if (words == kMaxWords - 1 || variable_count == kMaxWords) fail("a line has too many words");
    if (words == 0 && strchr(word, '=') != NULL) {
      variables[variable_count++] = word;
    } else {
      test->argv[words++] = word;
    }
  }
  if (words == 0) fail("a line names no program");
  test->environment = with_variables(variables, variable_count);
  test->microseconds = calloc((size_t)rounds, sizeof(double));
  if (test->microseconds == NULL) fail("out of memory");
}

static void run(struct Case* test) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, test->input, O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  struct timespec start;
  struct timespec end;
  struct rusage usage;
  pid_t child;
  int status;
  clock_gettime(CLOCK_MONOTONIC, &start);
  if (posix_spawnp(&child, test->argv[0], &actions, NULL, test->argv, test->environment) != 0) fail(test->argv[0]);
  if (wait4(child, &status, 0, &usage) != child) fail("wait4");
  clock_gettime(CLOCK_MONOTONIC, &end);
  posix_spawn_file_actions_destroy(&actions);
  status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  if (test->runs > 0 && status != test->status) fail("a command ends with different statuses");
  test->status = status;
  test->microseconds[test->runs++] =
      (double)(end.tv_sec - start.tv_sec) * 1e6 + (double)(end.tv_nsec - start.tv_nsec) / 1e3;
  if (usage.ru_maxrss > test->max_rss) test->max_rss = usage.ru_maxrss;
}

static int ascending(const void* a, const void* b) {
  const double left = *(const double*)a;
  const double right = *(const double*)b;
  return left < right ? -1 : left > right;
}

int main(int argc, char** argv) {
  static struct Case cases[kMaxCases];
  const int rounds = argc == 3 ? number(argv[1]) : 0;
  if (rounds < 1) fail("usage: measure ROUNDS CASES");
  FILE* file = fopen(argv[2], "re");
  if (file == NULL) fail("the file with the cases cannot be opened");
  int count = 0;
  while (count < kMaxCases && fgets(cases[count].line, kMaxLine, file) != NULL) {
    cases[count].line[strcspn(cases[count].line, "\n")] = '\0';
    if (cases[count].line[0] != '\0') parse(&cases[count++], rounds);
  }
  fclose(file);
  for (int round = 0; round < rounds; ++round) {
    for (int i = 0; i < count; ++i) {
      if (round % cases[i].every == 0) run(&cases[i]);
    }
  }
  for (int i = 0; i < count; ++i) {
    qsort(cases[i].microseconds, (size_t)cases[i].runs, sizeof(double), ascending);
    printf("%s\t%.1f\t%.1f\t%ld\t%d\t%d\n", cases[i].name, cases[i].microseconds[cases[i].runs / 2],
           cases[i].microseconds[0], cases[i].max_rss, cases[i].status, cases[i].runs);
  }
  return 0;
}
