/** Prints the last line of .ci/run: jest's counts, or one failure if an earlier step failed. */
import { readFileSync } from 'node:fs';

const [results, code] = process.argv.slice(2);
let passed = 0;
let failed = code === '0' ? 0 : 1;
try {
  const counted = JSON.parse(readFileSync(results, 'utf8'));
  passed = counted.numPassedTests;
  failed = Math.max(failed, counted.numFailedTests + counted.numRuntimeErrorTestSuites);
} catch {
  // A step before the tests failed. The exit code shows it.
}
console.log(`${passed} passed, ${failed} failed`);
