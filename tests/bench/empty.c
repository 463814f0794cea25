// The unit of every start-up measurement: a static program that does nothing.
int main(void) { return 0; }
