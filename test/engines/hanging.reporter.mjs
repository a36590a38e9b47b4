const MINUTES = 30;

/**
 * Jest's reporter that ends a run whose suite hangs, since the runner of specs has no limit for a test. The limit is far
 * above what a suite needs on a busy machine, and grows with FAULT_ROUNDS.
 */
export default class HangingReporter {
  limits = new Map();

  onTestFileStart({ path }) {
    const minutes = MINUTES * Number(process.env.FAULT_ROUNDS ?? 1);
    const end = () => {
      process.stderr.write(`${path} has not ended within ${minutes} minutes\n`);
      process.exit(1);
    };
    this.limits.set(path, setTimeout(end, minutes * 60_000).unref());
  }

  onTestFileResult({ path }) {
    clearTimeout(this.limits.get(path));
  }
}
