import { failed } from '../failure.js';
import { isObject, type Json, type JsonObject, listOf, member, textOf } from './json-document.js';
import { Members } from './members.js';
import type { Source, SourceEntry, SourceRefusal } from './source-entry.js';

/** Parts of an item whose members are taken as they are. */
const PARTS = ['card', 'identity', 'sshKey', 'bankAccount', 'driversLicense', 'passport'] as const;
/** Members of an item that are no secrets: where it is and how it is shown. */
const ABOUT = new Set([
  ...['id', 'organizationId', 'folderId', 'collectionIds', 'type', 'reprompt', 'favorite', 'name', 'key'],
  ...['creationDate', 'revisionDate', 'deletedDate', 'archivedDate', 'secureNote', 'object'],
]);
const TAKEN = new Set<string>([...ABOUT, ...PARTS, 'login', 'notes', 'fields']);
const TAKEN_OF_LOGIN = new Set(['username', 'password', 'totp', 'uris', 'passwordRevisionDate']);
/** A custom field that shows another field of the item. */
const LINKED = '3';

/** Bitwarden's export as JSON without encryption, of a person or an organization. */
export function bitwardenSource(document: Json): Source {
  const encrypted = member(document, 'encrypted') === true || member(document, 'passwordProtected') === true;
  if (encrypted) throw failed('FILE is an encrypted export, which only Bitwarden can read. Export again as ".json".');
  if (!Array.isArray(member(document, 'items')))
    throw failed('FILE must be an export of Bitwarden as JSON, with "items".');
  const folders = namesById([...listOf(document, 'folders'), ...listOf(document, 'collections')]);
  return listOf(document, 'items').map((item, index) => entryOf(item, index, folders));
}

function entryOf(item: Json, index: number, folders: ReadonlyMap<string, string>): SourceEntry | SourceRefusal {
  const [title, place] = [textOf(item, 'name'), placesOf(item, folders)];
  if (!isObject(item) || title === null) return { name: `item ${index + 1}`, reason: 'has no name' };
  const levels = [...(place[0] === undefined ? [] : [place[0]]), title.replaceAll('/', '-')];
  const name = levels.join('/');
  if (member(item, 'deletedDate') != null) return { name, reason: 'is in the trash' };
  const members = membersOf(item);
  const notes = textOf(item, 'notes');
  const leftOut = [...place.slice(1).map((other) => `its place in ${other}`), ...leftOutOf(item)];
  if (members.size === 0) {
    return notes === null ? { name, reason: 'has nothing to keep' } : { name, levels, value: notes, leftOut };
  }
  members.add('notes', member(item, 'notes'));
  return { name, levels, value: members.text(), leftOut };
}

function membersOf(item: JsonObject): Members {
  const members = new Members();
  const login = member(item, 'login');
  for (const name of ['username', 'password']) members.add(name, member(login, name));
  for (const uri of listOf(login, 'uris')) members.add('url', member(uri, 'uri'));
  members.add('totp', member(login, 'totp'));
  for (const part of PARTS) {
    const of = member(item, part);
    if (isObject(of)) for (const [name, value] of Object.entries(of)) members.add(name, value);
  }
  for (const field of listOf(item, 'fields').filter((one) => !isLinked(one))) {
    members.add(textOf(field, 'name') ?? '', member(field, 'value'));
  }
  return members;
}

function leftOutOf(item: JsonObject): string[] {
  const login = member(item, 'login');
  return [
    ...unknownIn(item, TAKEN),
    ...(isObject(login) ? unknownIn(login, TAKEN_OF_LOGIN) : []),
    ...(listOf(item, 'fields').some(isLinked) ? ['linked fields'] : []),
  ];
}

/** The names of members that hold something and are not taken: also those of later versions of the format. */
export function unknownIn(object: JsonObject, taken: ReadonlySet<string>): string[] {
  const isEmpty = (value: Json) =>
    value === null || value === false || value === '' || (Array.isArray(value) && value.length === 0);
  return Object.entries(object)
    .filter(([name, value]) => !taken.has(name) && !isEmpty(value))
    .map(([name]) => name);
}

function isLinked(field: Json): boolean {
  const type = member(field, 'type');
  return isObject(field) && type !== null && typeof type === 'object' && 'digits' in type && type.digits === LINKED;
}

/** The names of the folder and of the collections of an item. */
function placesOf(item: Json, folders: ReadonlyMap<string, string>): string[] {
  const ids = [member(item, 'folderId'), ...listOf(item, 'collectionIds')];
  return ids.flatMap((id) => (typeof id === 'string' ? [folders.get(id) ?? []].flat() : []));
}

function namesById(list: readonly Json[]): ReadonlyMap<string, string> {
  return new Map(
    list.flatMap((one) => {
      const [id, name] = [textOf(one, 'id'), textOf(one, 'name')];
      return id === null || name === null ? [] : [[id, name] as const];
    }),
  );
}
