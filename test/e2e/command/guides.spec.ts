import { execFile } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';
import { LocalIssuer, sendJson } from '#service-accounts/testing';
import { must } from '../support/people/accounts.js';
import { keep } from '../support/people/secrets.js';
import { type Api, setUp } from '../support/processes/api.js';
import { BASE } from '../support/processes/base-environment.js';
import { embeddedSite, type Site } from '../support/processes/pairs.js';
import type { Server } from '../support/processes/server.js';

const ROOT = join(import.meta.dirname, '../../..');
const URL_IN_GUIDES = 'https://coffer.example.org';
const KEY_IN_GUIDES = '/run/secrets/coffer-key';
const PEM = '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIPcanary\n100%25==\n-----END PRIVATE KEY-----\n';
const MANY_COMMANDS_MS = 600_000;

const guide = (name: string) => readFileSync(join(ROOT, `docs/guides/${name}.md`), 'utf8');
const blocksOf = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, block = '']) => block);
/** The blocks marked `sh` of all these guides are pasted into one shell. */
const GUIDES = ['application', 'from-dotenv', 'ci', 'kubernetes'];

describe('the guides for applications', () => {
  let site: Site;
  let server: Server;
  let admin: Api;
  let issuer: LocalIssuer;
  let folder: string;
  let env: Record<string, string | undefined>;

  beforeAll(async () => {
    site = await embeddedSite();
    server = await site.start();
    admin = await setUp(server);
    issuer = await LocalIssuer.open();
    folder = mkdtempSync(join(tmpdir(), 'coffer-guides-'));
    for (const [name, value] of [
      ['db', '{"user": "shop", "password": "n3w-s3cr3t"}'],
      ['api-key', 'k-1'],
      ['tls-key', PEM],
    ]) {
      await keep(admin, `prod/shop/${name}`, { value });
    }
    await account('shop', ['list', 'read', 'reveal', 'write']);
    await account('ci-deploy', ['list', 'reveal']);
    const { key } = must(await admin.post('/service-accounts/shop/keys', { name: 'first' })).body;
    writeFileSync(join(folder, 'coffer-key'), key, { mode: 0o600 });
    program('coffer', `exec "${process.execPath}" "${ROOT}/dist/apps/cli/src/main.js" "$@"`);
    program('npx', '[ "$1 $2" = "--no --" ] && shift 2 && "$@"');
    program('../deploy.sh', 'echo "deployed as $DB_USER$COFFER_URL"');
    env = { ...BASE, PATH: `${join(folder, 'bin')}:${process.env.PATH}`, HOME: folder };
  });
  afterAll(async () => {
    await site.clear();
    await issuer.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const account = async (name: string, verbs: string[]) => {
    const statements = [
      { effect: 'allow', actions: verbs.map((verb) => `secret:${verb}`), resources: ['secret:prod/**'] },
    ];
    must(await admin.post('/policies', { name, statements }));
    must(await admin.post('/roles', { name, policies: [name] }));
    must(await admin.post('/service-accounts', { name, roles: [name] }));
  };
  const program = (name: string, script: string) => {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  };
  const here = (text: string) =>
    text.replaceAll(URL_IN_GUIDES, server.url).replaceAll(KEY_IN_GUIDES, join(folder, 'coffer-key'));
  const shell = async (script: string, more: Record<string, string> = {}) => {
    const options = { cwd: folder, env: { ...env, ...more }, timeout: MANY_COMMANDS_MS };
    return promisify(execFile)('bash', ['-e', '-o', 'pipefail', '-c', script], options);
  };

  it('have commands that do what the guides say', async () => {
    const blocks = GUIDES.flatMap((name) => blocksOf(guide(name), 'sh'));
    const { stdout } = await shell(here(blocks.map((block) => `${block}\necho "== end"\n`).join('')));
    const printed = stdout.split('== end\n');
    const after = (sign: string) => printed[blocks.findIndex((block) => block.includes(sign))] ?? '';
    expect(after('coffer whoami')).toMatch(/shop[\s\S]*prod\/shop\/api-key[\s\S]*n3w-s3cr3t$/);
    expect(after('coffer run --prefix prod/shop')).toBe('shop has a password of 10 characters\n');
    expect(readFileSync(join(folder, 'app.conf'), 'utf8')).toBe(
      '[database]\nuser = shop\npassword = n3w-s3cr3t\nkey = k-1\n',
    );
    expect(JSON.parse(after('--format json').slice(after('--format json').indexOf('{')))).toEqual({
      ...{ API_KEY: 'k-1', DB_USER: 'shop', DB_PASSWORD: 'n3w-s3cr3t', TLS_KEY: PEM },
    });
    const [field, ...answers] = after('KEY=$(cat').split(/(?<=\})(?=\{)/);
    expect(JSON.parse(field ?? '')).toMatchObject({ value: 'n3w-s3cr3t' });
    expect(answers.map((answer) => Object.keys(JSON.parse(answer)))).toEqual([
      ['API_KEY', 'DB_USER', 'DB_PASSWORD', 'TLS_KEY'],
      ['items', 'errors'],
    ]);
    expect(after('coffer import dotenv')).toMatch(
      /3 would be created\nThis was a dry run: nothing was changed\..*\n[\s\S]*3 created\n$/,
    );
    expect(after('process.env.GREETING')).toBe('hello # world\n');
    const masks = after('add-mask').split('\n');
    for (const line of PEM.split('\n').filter((text) => text !== '')) {
      expect(masks).toContain(`::add-mask::${line.replaceAll('%', '%25')}`);
    }
    const manifests = parseAllDocuments(readFileSync(join(folder, 'coffer.yaml'), 'utf8')).map((one) => one.toJS());
    expect(manifests.map(({ kind }) => kind)).toEqual(['SecretStore', 'ExternalSecret']);
    const secret = parse(readFileSync(join(folder, 'shop-secret.yaml'), 'utf8'));
    expect(Buffer.from(secret.data.TLS_KEY, 'base64').toString()).toBe(PEM);
  });

  it('have a program in TypeScript that runs', async () => {
    const [block = ''] = blocksOf(guide('application'), 'ts');
    const built = pathToFileURL(join(ROOT, 'dist/client/index.js')).href;
    writeFileSync(join(folder, 'app.mjs'), block.replace("'coffer-client'", JSON.stringify(built)));
    const key = readFileSync(join(folder, 'coffer-key'), 'utf8');
    const { stdout } = await shell(`"${process.execPath}" app.mjs`, { COFFER_URL: server.url, COFFER_KEY: key });
    expect(stdout).toBe("prod/shop/api-key 1 [ 'API_KEY', 'DB_USER', 'DB_PASSWORD', 'TLS_KEY' ]\n");
  });

  it('have workflows for GitHub and GitLab that deploy with a token of the platform', async () => {
    const [github, gitlab] = blocksOf(guide('ci'), 'yaml').map((block) => parse(here(block)));
    const claims = { repository_id: '74' };
    const trust = {
      name: 'ci',
      issuer: issuer.url,
      audience: server.url,
      algorithms: ['ES256'],
      discovery: issuer.discovery,
    };
    must(await admin.post('/identity-providers', { ...trust, private_network: true, ca: issuer.ca }));
    must(await admin.post('/service-accounts/ci-deploy/bindings', { provider: 'ci', claims }));
    const token = (aud: string) => issuer.token({ aud, sub: 'repo:octo/shop', ...claims });
    issuer.handlers.set('/token', (request, response) => {
      const asked = new URL(request.url ?? '', issuer.url).searchParams.get('audience') ?? '';
      void token(asked).then((value) => sendJson(response, { value }));
    });
    const { steps, env: job } = github.jobs.deploy;
    const files = { RUNNER_TEMP: folder, GITHUB_ENV: join(folder, 'github-env') };
    const asked = { ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'x', ACTIONS_ID_TOKEN_REQUEST_URL: `${issuer.url}/token?v=2` };
    await shell(steps[0].run, { ...job, ...files, ...asked, CURL_CA_BUNDLE: issuer.caFile });
    const [name = '', file = ''] = readFileSync(files.GITHUB_ENV, 'utf8').trim().split('=');
    const deployed = { stdout: 'deployed as shop\n' };
    expect(await shell(steps[1].run, { ...job, [name]: file })).toMatchObject(deployed);
    const { script, variables, id_tokens } = gitlab.deploy;
    const COFFER_JWT = await token(id_tokens.COFFER_JWT.aud);
    expect(await shell(script.join('\n'), { ...variables, COFFER_JWT })).toMatchObject(deployed);
  });

  it('have a pod that mounts the token where the variable says', () => {
    const [pod] = blocksOf(guide('kubernetes'), 'yaml').map((block) => parse(block));
    const { containers, volumes } = pod.spec;
    const { value } = containers[0].env.find(({ name }: { name: string }) => name === 'COFFER_JWT_FILE');
    const { serviceAccountToken: projected } = volumes[0].projected.sources[0];
    expect(value).toBe(`${containers[0].volumeMounts[0].mountPath}/${projected.path}`);
    expect(projected.audience).toBe(containers[0].env[0].value);
  });
});
