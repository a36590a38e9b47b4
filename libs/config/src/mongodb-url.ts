import * as z from 'zod';

const SCHEME = /^mongodb(\+srv)?:\/\//;
/** Characters of a name or a password; all others are written as % and two digits. */
const TEXT = '(?:[^:/?#[\\]@%\\s]|%[0-9a-f]{2})';
const USER = new RegExp(`^${TEXT}+(:${TEXT}*)?$`, 'i');
const HOST = /^(\[[0-9a-f:.]+\]|[^:/?#[\]@\s]+)(:(\d{1,5}))?$/i;
const ENCODE = 'must write : / ? # [ ] @ % in its name and password as % and two digits, such as %40 for @';

/**
 * A MongoDB connection string (mongodb.com/docs, Connection Strings). It may name several hosts, so it is no URL. The
 * driver checks its options.
 */
export const mongodbUrl = z.string().superRefine((value, context) => {
  const message = problemOf(value);
  if (message !== null) context.addIssue({ code: 'custom', message });
});

function problemOf(value: string): string | null {
  if (!SCHEME.test(value)) return 'must be a MongoDB connection string that begins with mongodb:// or mongodb+srv://';
  const rest = value.replace(SCHEME, '');
  const [before = '', ...query] = rest.split('?');
  const at = before.lastIndexOf('@');
  if (at >= 0 && !USER.test(before.slice(0, at))) return ENCODE;
  const [hosts = '', ...path] = before.slice(at + 1).split('/');
  const isSound = hosts.split(',').every(isHost) && path.length < 2;
  if (isSound && query.length < 2) return hostsProblem(value, hosts);
  return /[@#]/.test(rest) ? ENCODE : 'must name its hosts as host:port, with commas between them';
}

function isHost(text: string): boolean {
  const [, , , port = '1'] = HOST.exec(text) ?? [null, null, null, '0'];
  return Number(port) > 0 && Number(port) <= 65_535;
}

function hostsProblem(value: string, hosts: string): string | null {
  if (!value.startsWith('mongodb+srv:')) return null;
  return /^[^,:[]+\.[^,:]+$/.test(hosts) && !/^[\d.]+$/.test(hosts)
    ? null
    : 'with mongodb+srv:// must have the name of one host, without a port';
}
