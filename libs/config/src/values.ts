import { isIP } from 'node:net';
import * as z from 'zod';
import { DURATION, durationForm, isNetwork, parseDuration, parseNetwork } from '#kernel';
import { MAKE_ONE, weaknessOf } from './secrets/weak-secret.js';

/**
 * A duration such as `15m`: a whole number and s, m, h or d. The result is in seconds.
 */
export function duration(fallback: string) {
  return z
    .string()
    .regex(DURATION, `must be ${durationForm('15m')}`)
    .default(fallback)
    .transform((text) => parseDuration(text) ?? 0);
}

/** How long a start waits for engines that do not answer yet: `0s` to `10m`. The result is in seconds. */
export const startWait = z
  .string()
  .default('30s')
  .transform((text) => (text === '0s' ? 0 : (parseDuration(text) ?? Number.NaN)))
  .refine((seconds) => seconds <= 600, `must be 0s to 10m: ${durationForm('30s')}`);

/** How often checkpoints are made: 1 s to 1 h in seconds, or null for `off`. */
export const checkpointPace = z
  .string()
  .transform((text) => (text === 'off' ? null : (parseDuration(text) ?? 0)))
  .refine((seconds) => seconds === null || (seconds >= 1 && seconds <= 3_600), {
    message: `must be off, or 1s to 1h: ${durationForm('15m')}`,
  });

/** The name of a log or a witness, which is also that of its keys in signed notes (C2SP signed-note): no space, no `+`. */
export const noteName = z
  .string()
  .max(256, 'must have at most 256 characters')
  .regex(
    /^[^+\p{White_Space}\p{C}]+$/u,
    'must have no white space, no + and no control characters, such as example.org/coffer',
  )
  .refine((name) => !name.endsWith('/'), 'must not end with /')
  // The first line of what a witness signs with the same key (C2SP tlog-cosignature).
  .refine((name) => !name.startsWith('cosignature/'), 'must not begin with cosignature/');

/** A whole number within bounds, in plain decimal. */
export function whole(minimum: number, maximum: number, fallback: number) {
  const range = `must be a whole number from ${minimum} to ${maximum}`;
  return z
    .string()
    .regex(/^\d{1,9}$/, range)
    .transform(Number)
    .refine((value) => value >= minimum && value <= maximum, range)
    .default(fallback);
}

/** A random secret of at least 32 characters: not publicly known, no placeholder, nothing that can be guessed [R28]. */
export const strongSecret = z
  .string()
  .min(32, `must have at least 32 characters: ${MAKE_ONE}`)
  .max(4096, 'must have at most 4,096 characters')
  .superRefine((value, context) => {
    const weakness = value.length < 32 ? null : weaknessOf(value);
    if (weakness !== null) context.addIssue({ code: 'custom', message: `${weakness}: ${MAKE_ONE}` });
  });

/** The widest networks that can be trusted: 10.0.0.0/8 and fc00::/7 are the largest private ones. */
const WIDEST = { ipv4: 8, ipv6: 7 };

/** Whether a block holds more than any private network: with it, every client could name any address as its own. */
function isTooWide(block: string): boolean {
  const network = parseNetwork(block);
  return network !== null && network.bits < WIDEST[network.address.family];
}

function partsOf(list: string): string[] {
  const parts = list.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '');
}

/** Comma-separated CIDR blocks or single addresses. */
export const cidrs = z
  .string()
  .default('')
  .transform(partsOf)
  .refine((blocks) => blocks.every(isNetwork), 'must be CIDR blocks separated by commas, such as 10.0.0.0/8,fd00::/8')
  .refine((blocks) => !blocks.some(isTooWide), {
    message:
      'must name your proxies: a block wider than 10.0.0.0/8 or fc00::/7 lets every client choose the address that counts for it',
  });

export const onOff = z.enum(['on', 'off'], 'must be on or off').transform((value) => value === 'on');

export const trueOrFalse = z.enum(['true', 'false'], 'must be true or false').transform((value) => value === 'true');

/**
 * A regular expression for a whole text, from ^ to $, of at most 256 characters: a mistake of an operator stays small.
 */
export function pattern(source: string) {
  return z
    .string()
    .default(source)
    .refine((text) => text.length <= 256 && /^\^.*\$$/s.test(text) && compiles(anchored(text)), {
      message: 'must be a regular expression of at most 256 characters that begins with ^ and ends with $',
    })
    .transform((text) => new RegExp(anchored(text), 'u'));
}

/** The anchors apply to every alternative: `^A|B$` also matches whole texts only. */
function anchored(text: string): string {
  return `^(?:${text.slice(1, -1)})$`;
}

function compiles(source: string): boolean {
  try {
    new RegExp(source, 'u');
    return true;
  } catch {
    return false;
  }
}

/** The sender of mails: an address, or a name and an address such as `Coffer <coffer@example.org>`. */
export const mailbox = z
  .string()
  .max(320, 'is too long')
  .regex(
    /^([^<>"\p{Cc}]+ <)?[^\s<>()[\],;:"\\@\p{Cc}]+@[^\s<>()[\],;:"\\@\p{Cc}]+>?$/u,
    'must be an e-mail address, such as coffer@example.org or Coffer <coffer@example.org>',
  )
  .refine((value) => value.includes('<') === value.endsWith('>'), 'must be an e-mail address');

/** A server: its name or address, without a scheme and without a port. */
export const host = z
  .string()
  .max(253, 'is too long')
  .refine(
    (value) => isIP(value) !== 0 || /^[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?$/i.test(value),
    'must be a host name or an IP address, without a scheme and without a port',
  );

const NODE_ADDRESS = /^(\[[0-9a-f:.]+\]|[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?):[1-9]\d{0,4}$/i;
/** No node reaches another one by them. */
const ALL_ADDRESSES = ['0.0.0.0', '[::]'];

/** Where other nodes reach this one: a name or an IP address of this machine, and a port. */
export const nodeAddress = z
  .string()
  .refine(
    (value) =>
      NODE_ADDRESS.test(value) &&
      URL.canParse(`https://${value}`) &&
      !ALL_ADDRESSES.includes(new URL(`https://${value}`).hostname),
    'must be a host name or an IP address of this machine and a port, not 0.0.0.0, such as 10.0.0.5:8009 or [fd00::5]:8009',
  );

export function url(...protocols: string[]) {
  const message = `must be a URL that begins with ${protocols.map((protocol) => `${protocol}//`).join(' or ')}`;
  return z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), message);
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether nobody on a network can read what goes to `url`: https, or a host that is this machine. */
function isPrivate({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname));
}

/** The address of this server as people and programs see it, with the path of a proxy before it. It ends without `/`. */
export const publicUrl = z
  .string()
  .max(1024, 'is too long')
  .refine((value) => URL.canParse(value) && isPrivate(new URL(value)), {
    message: 'must be a URL that begins with https:// (http:// only for localhost, 127.0.0.1 or [::1])',
    abort: true,
  })
  .refine(
    (value) => {
      const { pathname, username, password } = new URL(value);
      return !/[?#]/.test(value) && !pathname.includes('//') && username + password === '';
    },
    { message: 'must be an address without a query, a fragment, empty parts of a path and credentials', abort: true },
  )
  .transform((value) => new URL(value).href.replace(/\/$/, ''));

/** Where the audit is streamed to: standard output, or a receiver that nobody on the way reads along with. */
export const auditStream = z
  .string()
  .max(1024, 'is too long')
  .refine((value) => value === 'stdout' || (URL.canParse(value) && isPrivate(new URL(value))), {
    message: 'must be stdout, or a URL that begins with https:// (http:// only for localhost, 127.0.0.1 or [::1])',
    abort: true,
  })
  .refine(
    (value) => {
      const { username, password } = new URL(value, 'https://localhost');
      return !value.includes('#') && username + password === '';
    },
    { message: 'must be an address without a fragment and credentials: the token is AUDIT_STREAM_TOKEN' },
  );

/** Comma-separated origins, each exactly as a browser writes it: without a path, and without a port that is the usual one. */
export const origins = z
  .string()
  .max(8_192, 'is too long')
  .default('')
  .transform(partsOf)
  .refine(
    (parts) => parts.every((part) => !part.includes('*') && URL.canParse(part) && new URL(part).origin === part),
    {
      message:
        'must be origins separated by commas, as a browser writes them, such as https://app.example.org or http://localhost:5173: no path, no / at the end, no wildcard',
      abort: true,
    },
  )
  .refine((parts) => parts.every((part) => isPrivate(new URL(part))), {
    message: 'must be origins that begin with https:// (http:// only for localhost, 127.0.0.1 or [::1])',
  });

/** Where Vault is: its origin, and the path of a proxy before it. The client library adds /v1 by itself. */
export const vaultAddress = url('https:', 'http:').refine((value) => {
  if (!URL.canParse(value)) return true; // The rule before it has told that.
  const { pathname, search, hash, username, password } = new URL(value);
  return !/\/\/|\/(v1|ui)(\/|$)/.test(pathname) && search + hash + username + password === '';
}, 'must be an address without /v1, /ui, a query and credentials, such as https://vault.example.org:8200');
