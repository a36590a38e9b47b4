import type { Place } from './place.js';

/** Differs from request to request, or is of OpenBao alone and not of Vault. */
const DROPPED = new Set([
  ...['request_id', 'accessor', 'display_name', 'entity_id', 'id'],
  ...['current_metadata_version', 'metadata_cas_required'],
]);
/** How OpenBao writes some of its errors. */
const WRAPPED = /1 error occurred:\n\t\* (.*)\n\n/g;
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g;
const ID = /[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}/g;
const SECONDS = /^(ttl|creation_ttl|lease_duration|creation_time)$/;

/** Every part of what a step showed, by its place such as `out.data.metadata.version`, without what is new each time. */
export function partsOf(shown: unknown, place: Place): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  const visit = (value: unknown, at: string, name: string): void => {
    if (DROPPED.has(name)) return;
    if (name === 'errors' && Array.isArray(value))
      parts.set(at, JSON.stringify(plain(String(value[0] ?? 'none').replace(/\.$/, ''), name, place)));
    else if (typeof value === 'object' && value !== null) {
      const members = Object.entries(value);
      if (members.length === 0) parts.set(at, JSON.stringify(value));
      for (const [key, member] of members) visit(member, at === '' ? key : `${at}.${key}`, key);
    } else parts.set(at, JSON.stringify(plain(value, name, place)));
  };
  visit(shown, '', '');
  return parts;
}

function plain(value: unknown, name: string, place: Place): unknown {
  if (typeof value === 'number' && value > 0 && SECONDS.test(name)) return '<seconds>';
  if (name === 'client_token' && typeof value === 'string' && value !== '') return '<token>';
  if (typeof value !== 'string') return value;
  const known = [place.address, ...Object.values(place.tokens), place.roleId, place.secretId];
  const text = known.reduce((before, one) => before.replaceAll(one, '<known>'), value);
  // Tables are as wide as their texts.
  // The first error says what is wrong. What comes behind it is for people.
  const first = text.replaceAll(WRAPPED, '$1').replace(/(\n\* [^*\n]*?)\.?(\*.*|\n*)$/s, '$1');
  return first
    .replaceAll(TIME, '<time>')
    .replaceAll(ID, '<id>')
    .replaceAll(/ {2,}/g, ' ')
    .replaceAll(/-{2,}/g, '-')
    .replaceAll(/={2,}/g, '=');
}
