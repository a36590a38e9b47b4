import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder that `.ci/audit-tools/install` fills. */
const CACHE = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
const FOLDER = process.env.AUDIT_TOOLS ?? join(CACHE, 'coffer-audit-tools');

/** The program of test/audit-tools/check, on the libraries of Go's checksum database. */
export const CHECK = join(FOLDER, 'check');
/** Tessera's program, which checks a whole log in tiles. */
export const FSCK = join(FOLDER, 'fsck');
/** The program in docs/guides/audit.md: its text, `main.go`, and `check`, which is built from it. */
export const GUIDE = join(FOLDER, 'guide');
/** A witness of others, in memory: github.com/transparency-dev/witness. */
export const WITNESS = join(FOLDER, 'witness');

/** The test name that the reporter of untested suites looks for. */
const NOT_TESTED = 'is not tested without the tools of transparency logs';

/** A `describe` that needs the tools. Without them it is skipped, and with REQUIRE_AUDIT_TOOLS=1 it fails. */
export function describeWithAuditTools(name: string, define: () => void): void {
  const areThere = [CHECK, FSCK, WITNESS, GUIDE].every((program) => existsSync(program));
  if (areThere || process.env.REQUIRE_AUDIT_TOOLS === '1') describe(name, define);
  else describe(name, () => it.skip(NOT_TESTED, () => {}));
}
