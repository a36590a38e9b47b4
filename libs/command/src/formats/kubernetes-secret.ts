import { failed, misused } from '../failure.js';
import { type Variables, variablesIn } from './variables.js';
import { readYaml, yamlText } from './yaml-text.js';

/** Where an object of Kubernetes is. Namespace null: the one that `kubectl` uses. */
export interface ObjectName {
  readonly name: string;
  readonly namespace: string | null;
}

const LABEL = '[a-z0-9](?:[-a-z0-9]*[a-z0-9])?';
const NAMESPACE = new RegExp(`^${LABEL}$`);
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);
const KEY = /^[-._a-zA-Z0-9]{1,253}$/;
/** Kubernetes refuses a Secret with more data. */
const MOST_BYTES = 1_048_576;

/** Throws for a name that Kubernetes refuses. `option`: how it was given. */
export function requireObjectName(name: string, option: string): string {
  if (name.length <= 253 && NAME.test(name)) return name;
  throw misused(`${option} must be a name of Kubernetes: a-z, 0-9, "-" and ".", at most 253 characters.`);
}

export function requireNamespace(name: string): string {
  if (name.length <= 63 && NAMESPACE.test(name)) return name;
  throw misused('--namespace must be a namespace of Kubernetes: a-z, 0-9 and "-", at most 63 characters.');
}

export function metadataOf({ name, namespace }: ObjectName): object {
  return namespace === null ? { name } : { name, namespace };
}

/** The manifest of a Secret. Base64 is no encryption: the file shows the values. */
export function secretManifest(variables: Variables, at: ObjectName): string {
  const named = [...variables.keys()].find((name) => !KEY.test(name));
  if (named !== undefined) throw failed(`${named} is no key of a Secret: A-Z, a-z, 0-9, "-", "_" and ".".`);
  const values = [...variables].map(([name, value]) => [name, Buffer.from(value, 'utf8')] as const);
  if (values.reduce((sum, [, { length }]) => sum + length, 0) > MOST_BYTES)
    throw failed('A Secret of Kubernetes holds 1 MiB at most: export a longer prefix.');
  const data = Object.fromEntries(values.map(([name, value]) => [name, value.toString('base64')]));
  return yamlText({ apiVersion: 'v1', kind: 'Secret', metadata: metadataOf(at), type: 'Opaque', data });
}

export function readSecretManifest(text: string): Variables | null {
  const data = variablesIn((readYaml(text, '1.1') as { data?: unknown } | null)?.data);
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return data && new Map([...data].map(([name, value]) => [name, utf8.decode(Buffer.from(value, 'base64'))]));
}
