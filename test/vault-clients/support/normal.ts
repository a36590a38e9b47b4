import type { Place } from './place.js';

/** Differs from request to request, or between any two servers. */
const DROPPED = new Set(['request_id', 'mount_accessor', 'accessor', 'uuid', 'display_name', 'entity_id', 'id']);
const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g;
const SECONDS = /^(ttl|creation_ttl|lease_duration|creation_time)$/;

/** Every part of what a step showed, by its place such as `out.data.metadata.version`, without what is new each time. */
export function partsOf(shown: unknown, place: Place): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  const visit = (value: unknown, at: string, name: string): void => {
    if (DROPPED.has(name)) return;
    if (typeof value === 'object' && value !== null) {
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
  return text.replaceAll(TIME, '<time>').replaceAll(/ {2,}/g, ' ').replaceAll(/-{2,}/g, '-').replaceAll(/={2,}/g, '=');
}
