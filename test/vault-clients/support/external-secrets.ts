/** `spec.provider.webhook` of a SecretStore, and the keys of the Kubernetes secrets that it names. */
export interface Webhook {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A path such as `$.value`. */
  readonly result?: { readonly jsonPath?: string };
  readonly secrets?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface RemoteRef {
  readonly key: string;
  readonly version?: string;
  readonly property?: string;
}

/** What the operator makes of an answer. `deleted` deletes the secret of the cluster with `deletionPolicy: Delete`. */
export type Synced =
  | { readonly is: 'synced'; readonly data: Readonly<Record<string, string>> }
  | { readonly is: 'deleted' | 'unchanged' }
  | { readonly is: 'failed'; readonly why: string };

/**
 * What External Secrets' webhook provider does for `dataFrom.extract`, by its source at v2.9.0
 * (providers/v1/webhook/pkg/webhook/webhook.go): values are escaped for a query in the URL, and stand as they are in headers.
 */
export async function extract(webhook: Webhook, ref: RemoteRef): Promise<Synced> {
  const answer = await answerOf(webhook, ref);
  if (answer.status === 404) return { is: 'deleted' };
  if (answer.status === 304) return { is: 'unchanged' };
  if (!answer.ok) return { is: 'failed', why: `endpoint gave error ${answer.status}` };
  const found = atPath(JSON.parse(await answer.text()), webhook.result?.jsonPath ?? '');
  const map: unknown = typeof found === 'string' ? JSON.parse(found) : found;
  if (typeof map !== 'object' || map === null || Array.isArray(map)) return { is: 'failed', why: 'wrong type' };
  return { is: 'synced', data: Object.fromEntries(Object.entries(map).map(([name, value]) => [name, textOf(value)])) };
}

/** What it does for one key of `data`. */
export async function value(webhook: Webhook, ref: RemoteRef): Promise<string | Synced> {
  const answer = await answerOf(webhook, ref);
  if (answer.status === 404) return { is: 'deleted' };
  if (!answer.ok) return { is: 'failed', why: `endpoint gave error ${answer.status}` };
  const path = webhook.result?.jsonPath;
  const body = await answer.text();
  return path === undefined ? body : textOf(atPath(JSON.parse(body), path));
}

function answerOf({ url, headers = {}, secrets = {} }: Webhook, ref: RemoteRef): Promise<Response> {
  const remoteRef = { version: '', property: '', ...ref };
  const escaped = Object.fromEntries(Object.entries(remoteRef).map(([name, text]) => [name, queryEscaped(text)]));
  const filled = Object.entries(headers).map(([name, text]) => [name, template(text, { ...secrets, remoteRef })]);
  return fetch(template(url, { ...secrets, remoteRef: escaped }), { headers: Object.fromEntries(filled) });
}

type Data = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Go's text/template, as far as `{{ .name.key }}` goes. */
function template(text: string, data: Data): string {
  return text.replaceAll(
    /\{\{ *\.(\w+)\.([\w-]+) *\}\}/g,
    (_, name: string, key: string) => data[name]?.[key] ?? '<no value>',
  );
}

/** Go's url.QueryEscape. */
function queryEscaped(text: string): string {
  const hex = (one: string) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replaceAll(/[!'()*]/g, hex);
}

function atPath(json: unknown, path: string): unknown {
  const names = path
    .replace(/^\$\.?/, '')
    .split('.')
    .filter((name) => name !== '');
  return names.reduce((at, name) => (at as Record<string, unknown>)[name], json);
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
