const NOT_TESTED = /^is not tested without (.+)$/;

/** How what was missing can be given. */
const GIVEN_BY = {
  'MongoDB and OpenBao': 'ENGINES_*, Docker; under faults ENGINES_SCRIPT',
  Chromium: 'CHROMIUM',
};

/** Jest's reporter that says in one plain line what was not tested, for want of engines or of a browser. */
export default class UntestedReporter {
  onRunComplete(_contexts, { testResults }) {
    const missing = new Map();
    for (const { status, title, ancestorTitles } of testResults.flatMap((file) => file.testResults)) {
      const [, what] = (status === 'pending' && NOT_TESTED.exec(title)) || [];
      if (what) missing.set(what, (missing.get(what) ?? new Set()).add(ancestorTitles.join(' ')));
    }
    if (missing.size === 0) return;
    const parts = [...missing].map(
      ([what, names]) => `without ${what} (${GIVEN_BY[what] ?? what}): ${[...names].sort().join(', ')}`,
    );
    process.stdout.write(`Not tested, ${parts.join('; ')}.\n`);
  }
}
