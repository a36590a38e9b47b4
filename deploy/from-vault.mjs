#!/usr/bin/env node
// Copies the secrets of a KV version 2 mount of Vault or OpenBao into Coffer, each with its current version and its custom
// metadata. It can be run again: what is there stays as it is, what is missing is added, and what differs is told. It prints
// no value.
//
// `--help` shows what it takes. A line for each secret: created, same, described (its value was there, its custom metadata
// was not), differs, overwritten, refused, or empty (its current version is deleted).
// Exit code: 0 if Coffer has everything, 1 if something differs, was refused or lacks its custom metadata, 2 if it could not
// go on.
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';

const USAGE = `Usage: node_modules/.bin/node deploy/from-vault.mjs [options]

Copies the secrets of a KV version 2 mount of Vault or OpenBao into Coffer.

  --from PREFIX   copies what is below this folder only
  --to PREFIX     puts it below this folder of Coffer (as --from; '' for none)
  --overwrite     overwrites what differs
  --dry-run       writes nothing

  from: VAULT_ADDR, VAULT_TOKEN or VAULT_TOKEN_FILE, VAULT_NAMESPACE, VAULT_MOUNT (secret)
  to:   COFFER_URL, COFFER_TOKEN or COFFER_TOKEN_FILE, KV_API_MOUNT (secret)
`;

const TIMEOUT_MS = 30_000;
/** A server that is busy says for how long. */
const ATTEMPTS = 10;
const LONGEST_WAIT_S = 60;
const BUSY = new Set([429, 503]);

class Stop extends Error {}

function setting(name, otherwise, called = name) {
  const value = process.env[name] || otherwise;
  if (value === undefined) throw new Stop(`set ${called}`);
  return value;
}

function tokenOf(name) {
  const [token, fileName] = [process.env[name], `${name}_FILE`];
  const file = process.env[fileName];
  if (token && file) throw new Stop(`${name} and ${fileName} are set: keep one of them`);
  if (!file) return setting(name, undefined, `${name} or ${fileName}`);
  try {
    return readFileSync(file, 'utf8').trim();
  } catch ({ code }) {
    throw new Stop(`the file of ${fileName} cannot be read: ${code}`);
  }
}

/** An older Node lacks what `parsed` reads numbers with: it would take each answer for one that is no JSON. */
function requireNode() {
  if (JSON.rawJSON) return;
  const { node } = process.versions;
  throw new Stop(
    `needs Node 24; this is ${node}. In a checkout, after \`npm ci\`: node_modules/.bin/node deploy/from-vault.mjs`,
  );
}

/** Numbers keep their digits, also those that JavaScript cannot hold. */
const parsed = (text) =>
  JSON.parse(text, (_, value, { source }) =>
    typeof value === 'number' && String(value) !== source ? JSON.rawJSON(source) : value,
  );

/** The same text for the same JSON value, whatever the order of the members. */
function canonical(value) {
  if (typeof value !== 'object' || value === null || JSON.isRawJSON(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(',')}}`;
}

/** A KV version 2 mount of a server. */
class Mount {
  constructor(address, mount, headers) {
    const [server, name] = [`${address.replace(/\/+$/, '')}/v1`, mount.replace(/^\/+|\/+$/g, '')];
    this.base = `${server}/${name}`;
    this.description = `${server}/sys/internal/ui/mounts/${name}`;
    this.headers = headers;
  }

  /** What the server says of the mount. Every token may ask that which may read below the mount. */
  about = () => this.#sendTo('GET', this.description);

  read = (path) => this.#send('GET', `data/${escaped(path)}`);
  metadata = (path) => this.#send('GET', `metadata/${escaped(path)}`);
  list = (folder) => this.#send('GET', `metadata/${escaped(folder)}?list=true`);
  write = (path, body) => this.#send('POST', `data/${escaped(path)}`, body);
  describe = (path, body) => this.#send('POST', `metadata/${escaped(path)}`, body);

  #send(method, path, body) {
    return this.#sendTo(method, `${this.base}/${path}`, body);
  }

  async #sendTo(method, url, body) {
    const headers = { ...this.headers, ...(body && { 'content-type': 'application/json' }) };
    for (let left = ATTEMPTS; ; left -= 1) {
      const { answer, text } = await this.#once(url, { method, headers, body: body && JSON.stringify(body) });
      if (!BUSY.has(answer.status) || left === 0) return { status: answer.status, ...this.#contentOf(answer, text) };
      await pause(1_000 * Math.min(LONGEST_WAIT_S, Number(answer.headers.get('retry-after')) || 1));
    }
  }

  async #once(url, request) {
    try {
      // A redirect would take the token along.
      const answer = await fetch(url, { ...request, redirect: 'error', signal: AbortSignal.timeout(TIMEOUT_MS) });
      return { answer, text: await answer.text() };
    } catch (error) {
      throw new Stop(`no answer from ${this.base}: ${error.cause?.message ?? error.message}`);
    }
  }

  #contentOf({ ok, status }, text) {
    const content = contentOf(text);
    if (ok && status !== 204 && content?.data === undefined)
      throw new Stop(`what answers at ${this.base} is no KV version 2`);
    return content ?? { errors: ['an answer that is not JSON'] };
  }
}

/** A client would leave such a level away, and read or write at another path. */
const hasDots = (path) => path.split('/').some((level) => level === '.' || level === '..');
const escaped = (path) => path.split('/').map(encodeURIComponent).join('/');

/** Null: no JSON. */
function contentOf(text) {
  try {
    return text === '' ? {} : parsed(text);
  } catch {
    return null;
  }
}

const isKv2 = ({ status, data }) => status === 200 && data.type === 'kv' && data.options?.version === '2';

/** One line without control characters, which could steer a terminal. */
const reasonOf = ({ status, errors }) => [status, ...(errors ?? [])].join(' ').replaceAll(/[\s\p{C}]+/gu, ' ');

/**
 * Every path below a folder, one after the other. The first folder must be there: its name may have a mistake. A mount that
 * is there may be empty: the list of its root has the same status as that of a mount that is not there.
 */
async function* pathsBelow(mount, folder, isFirst = true) {
  const answer = await mount.list(folder);
  if (answer.status === 404) {
    if (!isFirst || (folder === '' && isKv2(await mount.about()))) return;
    const place = `${mount.base}/metadata/${folder}`;
    throw new Stop(`there is nothing at ${place}: VAULT_MOUNT must be a KV version 2, and --from one of its folders`);
  }
  if (answer.status !== 200) throw new Stop(`the list of ${folder || 'everything'} was refused: ${reasonOf(answer)}`);
  for (const key of answer.data.keys) {
    const isFolder = key.endsWith('/') && !hasDots(key);
    if (isFolder) yield* pathsBelow(mount, `${folder}${key}`, false);
    else yield `${folder}${key}`;
  }
}

/** Otherwise each secret would be refused by itself, for the same reason. */
async function requireTarget(target) {
  const answer = await target.about();
  if (isKv2(answer)) return;
  const settings = 'look at COFFER_URL, COFFER_TOKEN and KV_API_MOUNT';
  throw new Stop(`Coffer refused the first request: ${reasonOf(answer)}: ${settings}`);
}

const DRY = 'not yet: this is a dry run';

/** Copies one secret. Returns its word, and what there is to say of it. */
async function copy(pair, { overwrite, 'dry-run': isDry }) {
  if (hasDots(pair.from)) return { word: 'refused', why: 'its path has a level "." or ".."' };
  const found = await pair.source.read(pair.from);
  if (found.status === 404) return { word: 'empty', why: 'its current version is deleted or destroyed' };
  if (found.status !== 200) return { word: 'refused', why: `at the source: ${reasonOf(found)}` };
  const { data, metadata } = found.data;
  const there = await pair.target.read(pair.to);
  if (there.status !== 200 && there.status !== 404) return { word: 'refused', why: reasonOf(there) };
  const isNew = there.status === 404;
  if (!isNew && canonical(there.data.data) === canonical(data))
    return complete(pair, metadata, there.data.metadata, { overwrite, isDry });
  if (!isNew && !overwrite) return { word: 'differs', why: 'its value here is another one' };
  const word = isNew ? 'created' : 'overwritten';
  if (isDry) return { word, why: DRY };
  // Nobody's write in between is lost. Where a secret was deleted, Coffer has none, whatever version the 404 names.
  const cas = isNew ? 0 : there.data.metadata.version;
  const written = await pair.target.write(pair.to, { data, options: { cas } });
  if (written.status !== 200) return { word: 'refused', why: reasonOf(written) };
  const wanted = await customAtSource(pair, metadata);
  if (!wanted.custom) return undescribed(word, wanted);
  return says({}, wanted.custom) ? { word } : describe(pair, wanted.custom, word, word);
}

/** Of a secret whose value is there. An earlier run may have ended before it wrote the custom metadata. */
async function complete(pair, metadata, shown, { overwrite, isDry }) {
  const wanted = await customAtSource(pair, metadata);
  if (!wanted.custom) return undescribed('same', wanted);
  if (says(shown.custom_metadata, wanted.custom)) return { word: 'same' };
  // A read of the value shows none to a token that may not read metadata.
  const there = await pair.target.metadata(pair.to);
  if (there.status !== 200) return undescribed('same', there);
  const present = there.data.custom_metadata;
  if (says(present, wanted.custom)) return { word: 'same' };
  if (present && !overwrite) return { word: 'differs', why: 'its custom metadata here is another' };
  const word = present ? 'overwritten' : 'described';
  return isDry ? { word, why: DRY } : describe(pair, wanted.custom, word, 'same');
}

/** The custom metadata of the source, or the answer without it. An old server does not show it beside the value. */
async function customAtSource({ source, from }, metadata) {
  if (metadata?.custom_metadata !== undefined) return { custom: metadata.custom_metadata ?? {} };
  const found = await source.metadata(from);
  return found.status === 200 ? { custom: found.data.custom_metadata ?? {} } : found;
}

/** What custom metadata says, one text each, as Coffer keeps it. The order of tags says nothing. */
function factsOf(custom) {
  return Object.entries(custom).flatMap(([name, value]) => {
    const text = String(value);
    if (name === 'tags') return text === '' ? [] : text.split(',').map((tag) => tag.trim());
    return name === 'description' || name === 'owner' ? `${name}=${text}` : `${name}:${text}`;
  });
}

/** Whether custom metadata says everything that is wanted. It may say more. */
function says(custom, wanted) {
  const facts = new Set(factsOf(custom ?? {}));
  return factsOf(wanted).every((fact) => facts.has(fact));
}

/** Gives the secret the custom metadata of the source. `otherwise`: the word if that fails. */
async function describe({ target, to }, custom, word, otherwise) {
  const kept = await target.describe(to, { custom_metadata: custom });
  return kept.status < 300 ? { word } : undescribed(otherwise, kept);
}

const undescribed = (word, answer) => ({
  word,
  why: `without its custom metadata: ${reasonOf(answer)}`,
  isUndescribed: true,
});

/** A prefix as the beginning of paths: nothing, or a folder with one slash at its end. */
function folderOf(prefix) {
  const name = prefix.replace(/^\/+|\/+$/g, '');
  return name && `${name}/`;
}

async function main() {
  const flag = { type: 'boolean', default: false };
  const text = { type: 'string' };
  const { values } = parseArgs({
    options: { from: { ...text, default: '' }, to: text, overwrite: flag, 'dry-run': flag, help: flag },
  });
  if (values.help) return void process.stdout.write(USAGE);
  requireNode();
  const namespace = process.env.VAULT_NAMESPACE;
  const source = new Mount(setting('VAULT_ADDR'), setting('VAULT_MOUNT', 'secret'), {
    'x-vault-token': tokenOf('VAULT_TOKEN'),
    ...(namespace && { 'x-vault-namespace': namespace }),
  });
  const target = new Mount(setting('COFFER_URL'), setting('KV_API_MOUNT', 'secret'), {
    'x-vault-token': tokenOf('COFFER_TOKEN'),
  });
  const [below, to] = [folderOf(values.from), folderOf(values.to ?? values.from)];
  await requireTarget(target);
  const counts = { created: 0, same: 0, described: 0, differs: 0, overwritten: 0, refused: 0, empty: 0 };
  let withoutCustom = 0;
  for await (const from of pathsBelow(source, below)) {
    const pair = { source, target, from, to: `${to}${from.slice(below.length)}` };
    const { word, why, isUndescribed } = await copy(pair, values);
    counts[word] += 1;
    if (isUndescribed) withoutCustom += 1;
    const way = from === pair.to ? from : `${from} -> ${pair.to}`;
    // A name comes from elsewhere: it stays on its line, whatever is in it.
    console.log([word, JSON.stringify(way).slice(1, -1), why].filter(Boolean).join('\t'));
  }
  const told = Object.entries(counts).map(([word, count]) => `${count} ${word}`);
  console.error([...told, `${withoutCustom} without custom metadata`].join(', '));
  process.exitCode = counts.differs + counts.refused + withoutCustom > 0 ? 1 : 0;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof Stop) && !error.code?.startsWith('ERR_PARSE_ARGS')) throw error;
  console.error(`from-vault: ${error.message}`);
  process.exitCode = 2;
}
