const MINUTES = 30;

/**
 * Jest's reporter that does what the runner of specs leaves out: it ends a run whose suite hangs, and fails a run with a
 * suite that has no test. The limit is far above what a suite needs on a busy machine, and grows with FAULT_ROUNDS.
 */
export default class SuiteGuard {
  limits = new Map();
  empty = [];

  onTestFileStart({ path }) {
    const minutes = MINUTES * Number(process.env.FAULT_ROUNDS ?? 1);
    const end = () => {
      process.stderr.write(`${path} has not ended within ${minutes} minutes\n`);
      process.exit(1);
    };
    this.limits.set(path, setTimeout(end, minutes * 60_000).unref());
  }

  onTestFileResult({ path }, { testResults }) {
    clearTimeout(this.limits.get(path));
    if (testResults.length === 0) this.empty.push(path);
  }

  /** Jest fails if there is an error. */
  getLastError() {
    return this.empty.length === 0 ? undefined : new Error(`suites without a test: ${this.empty.join(', ')}`);
  }
}
