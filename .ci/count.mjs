/** The closing line of .ci/run: what jest counted, or one failure where it never came to count. */
import { readFileSync } from 'node:fs';

const [results, code] = process.argv.slice(2);
let passed = 0;
let failed = code === '0' ? 0 : 1;
try {
  const counted = JSON.parse(readFileSync(results, 'utf8'));
  passed = counted.numPassedTests;
  failed = Math.max(failed, counted.numFailedTests + counted.numRuntimeErrorTestSuites);
} catch {
  // a step before the tests failed: the exit code says so
}
console.log(`${passed} passed, ${failed} failed`);
