const NOT_TESTED = /^is not tested without (.+)$/;

/** Why a part can be missing, in words that follow the number of suites. */
const MISSING = {
  'MongoDB and OpenBao': 'no engines here',
  Chromium: 'no browser here',
  'the clients of Vault': 'no clients here',
  'the tools of transparency logs': 'no tools here',
};

/**
 * Jest's reporter of what was not tested, since an engine or a browser is missing: one short sentence for each part.
 * `--verbose` also lists the suites.
 */
export default class UntestedReporter {
  constructor({ verbose }) {
    this.verbose = verbose;
  }

  onRunComplete(_contexts, { testResults }) {
    for (const [part, suites] of untestedSuites(testResults)) {
      process.stdout.write(`${part}: ${suites.size} suites, ${MISSING[part] ?? 'missing here'}: see CONTRIBUTING\n`);
      if (this.verbose)
        process.stdout.write(
          [...suites]
            .sort()
            .map((suite) => `  ${suite}\n`)
            .join(''),
        );
    }
  }
}

/** The names of the suites that each missing part kept from running. */
function untestedSuites(testResults) {
  const untested = new Map();
  for (const { status, title, ancestorTitles } of testResults.flatMap((file) => file.testResults)) {
    const [, part] = (status === 'pending' && NOT_TESTED.exec(title)) || [];
    if (part) untested.set(part, (untested.get(part) ?? new Set()).add(ancestorTitles.join(' ')));
  }
  return untested;
}
