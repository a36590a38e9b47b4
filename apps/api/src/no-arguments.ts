/**
 * Ends the process with one line if it was given arguments: they would count for nothing. The line does not repeat them, since
 * one may be a secret. `given`: what follows the name of the program.
 */
export function refuseArguments(given: readonly string[] = process.argv.slice(2)): void {
  if (given.length === 0) return;
  process.stderr.write(`${REFUSAL}\n`);
  process.exit(1);
}

const REFUSAL =
  'coffer: The server takes no arguments. Set variables, such as PORT=9000, in its environment or in .env: see docs/guides/configuration.md.';
