import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './cruise.js';

/** What waits for real time, or reads it. */
const REAL = /new SystemClock\(\)|\bset(?:Timeout|Interval)\(|performance\.now\(|AbortSignal\.timeout|timers\/promises/;

/** The files of unit tests that may, each with why no busy machine fails a test by it. */
const ALLOWED: Readonly<Record<string, string>> = {
  'apps/api/src/http/connections/connections.spec.ts': 'expects that nothing happens in a pause',
  'apps/api/src/http/errors/raw-problem.spec.ts': 'expects that nothing happens in a pause',
  'apps/api/src/http/testing/raw-client.ts': 'looks for an event again and again, for minutes',
  'libs/audit-proofs/src/application/archive/archive.sqlite.spec.ts': 'the threads of a real store',
  'libs/kernel/src/time/event-loop-share.spec.ts': 'a real timer fires during a loop, whenever that is',
  'libs/keyring-local/src/rings/ring-database.spec.ts': 'looks whether a thread has begun',
  'libs/keyring-vault/src/session/vault-session.spec.ts': 'a server sends a byte now and then',
  'libs/keyring-vault/src/testing/vault-admin.ts': 'orders to a real server, tried again for a long time',
  'libs/mail/src/adapters/smtp.mail-transport.spec.ts': 'a server sends a byte now and then',
  'libs/mail/src/application/mailer.spec.ts': 'waits for turns of the event loop',
  'libs/mail/src/testing/smtp-sink.ts': 'waits for a mail, for minutes',
  'libs/service-accounts/src/adapters/workloads/https.document-source.spec.ts':
    'a server on loopback has a minute for each answer',
  'libs/storage-mongodb/src/engine/failures.spec.ts': 'the adapter takes deadlines of the monotonic clock',
  'libs/storage-mongodb/src/engine/shared-writes.spec.ts': 'the adapter takes deadlines of the monotonic clock',
  'libs/storage-mongodb/src/testing/mongodb-under-test.ts': 'a real store dates its publications',
  'libs/storage-sqlite/src/audit/audit-index.repository.spec.ts': 'looks whether a thread has indexed',
  'libs/storage-sqlite/src/audit/audit-log.repository.spec.ts': 'looks whether a thread has indexed',
  'libs/storage-sqlite/src/engine/reader.spec.ts': 'a real timer fires during a loop, whenever that is',
  'libs/storage-sqlite/src/engine/writer.spec.ts': 'looks whether a thread has begun, and at its files',
  'libs/storage-sqlite/src/migrations.spec.ts': 'a child process that waits for its end',
};

/** A limit at the end of a test, or of a suite. */
const OWN_LIMIT =
  /^ {2,4}\}, (?:[\d_]{4,}|[A-Z_]+)\);$|^ +(?:[\d_]{4,}|[A-Z_]+_MS)(?: \* \w+)?,\n +\);$|^\s*jest\.setTimeout\(/m;
/** What the runner does not evaluate. */
const NOT_EVALUATED = /expect\.(?:assertions|hasAssertions)\(/;

function filesOf(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((file) => `${folder}/${file}`)
      .sort(),
  );
}

const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');

describe('real time in tests', () => {
  it('decides in no unit test: a test moves a ManualClock, or waits for an event', () => {
    const tests = filesOf('libs', 'apps').filter((file) => /\.spec\.ts$|\/testing\/[^/]+\.ts$/.test(file));
    expect(tests.filter((file) => REAL.test(textOf(file))).sort()).toEqual(Object.keys(ALLOWED).sort());
  });

  it('limits no test: the runner knows no limits, and suite-guard.reporter.mjs ends a suite that hangs', () => {
    const specs = filesOf('libs', 'apps', 'test').filter((file) => /\.(spec|suite)\.ts$/.test(file));
    expect(specs.filter((file) => OWN_LIMIT.test(textOf(file)))).toEqual([]);
  });

  it('counts no assertions: the runner does not evaluate it', () => {
    const specs = filesOf('libs', 'apps', 'test').filter((file) => /\.(spec|suite)\.ts$/.test(file));
    expect(specs.filter((file) => NOT_EVALUATED.test(textOf(file)))).toEqual([]);
  });
});
