import { randomBytes } from 'node:crypto';
import { readVariables } from '#config';
import { ApiClient } from './api-client.js';
import { DemoError } from './demo-error.js';
import { fillModel, fillPeople, fillSecrets, type Tally } from './fill.js';
import { type Options, readOptions, USAGE } from './options.js';
import { type Reveals, workingDay } from './working-day.js';

const ADMINISTRATOR = 'ada';

/** The administrator that the demo works as. */
interface Entry {
  readonly admin: ApiClient;
  /** The new administrator's login, to be shown; null if the administrator existed. */
  readonly made: { readonly username: string; readonly password: string } | null;
}

/** 96 random bits, with a character of each class that the default rules require. */
function newPassword(): string {
  return `${randomBytes(12).toString('base64url')}-Qz7`;
}

async function enter(anonymous: ApiClient, { administrator, setupToken }: Options): Promise<Entry> {
  if (administrator) {
    const admin = await anonymous.login(administrator.username, administrator.password);
    if (!admin) throw new DemoError('The username or the password is wrong');
    return { admin, made: null };
  }
  if (!setupToken)
    throw new DemoError(`Give an administrator or a setup token.

${USAGE}`);
  const made = { username: ADMINISTRATOR, password: newPassword() };
  const setup = { ...made, token: setupToken, email: `${ADMINISTRATOR}@shop.example` };
  const { status } = await anonymous.must('POST', '/setup', setup, ['not_found', 'invalid_setup_token']);
  if (status === 404) throw new DemoError('The server is set up: give an administrator with --username and --password');
  if (status === 401) throw new DemoError('The setup token is wrong: each start of the server prints a new one');
  const admin = await anonymous.login(made.username, made.password);
  if (!admin) throw new DemoError('The administrator was created and cannot log in');
  return { admin, made };
}

async function run(options: Options): Promise<string> {
  const anonymous = new ApiClient(options.url);
  const { admin, made } = await enter(anonymous, options);
  const { policies, roles } = await fillModel(admin);
  const password = newPassword();
  const people = await fillPeople(admin, password);
  const secrets = await fillSecrets(admin, Date.now());
  const reveals = await workingDay(anonymous, admin, people.made, password);
  const lines = [
    told('policies', policies),
    told('roles', roles),
    told('users', people),
    told('secrets', secrets),
    ...(people.made.length > 0 ? [revealed(reveals)] : []),
    '',
    ...(made ? [`The administrator ${made.username} logs in with  ${made.password}`] : []),
    ...(people.made.length > 0 ? [`${people.made.join(', ')} log in with  ${password}`] : []),
    ...(made || people.made.length > 0
      ? ['These passwords are shown only now.']
      : ['All users existed already, so no password was made.']),
    `Log in at ${options.url}/docs, or: POST ${options.url}/api/v1/auth/login {username, password}`,
  ];
  return `${lines.join('\n')}\n`;
}

function told(what: string, { made, present }: Tally): string {
  const there = present.length > 0 ? `, ${present.length} existed already` : '';
  return `${what.padEnd(9)} ${made.length} made${there}`;
}

function revealed({ allowed, denied }: Reveals): string {
  return `${'reveals'.padEnd(9)} ${allowed} allowed, ${denied} denied: see GET /api/v1/audit/logs?outcome=denied`;
}

try {
  const { values, problems } = readVariables();
  if (problems.length > 0) throw new DemoError(problems.join('\n'));
  const options = readOptions(process.argv.slice(2), values);
  process.stdout.write(options ? await run(options) : USAGE);
} catch (error) {
  if (!(error instanceof DemoError)) throw error;
  process.stderr.write(`demo: ${error.message}\n`);
  process.exitCode = 1;
}
