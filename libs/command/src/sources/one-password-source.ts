import { failed } from '../failure.js';
import { unknownIn } from './bitwarden-source.js';
import { isObject, type Json, type JsonObject, listOf, member, plainText, textOf } from './json-document.js';
import { Members } from './members.js';
import type { Source, SourceEntry, SourceRefusal } from './source-entry.js';

/** Kinds of login fields that are parts of a web form: buttons, boxes to tick, radio buttons. */
const FORM = new Set(['B', 'C', 'I', 'R']);
/** Kinds of values that point to something else. */
const POINTERS = new Set(['reference', 'file']);
const TAKEN_OF_DETAILS = new Set(['loginFields', 'notesPlain', 'sections', 'password']);

/** The `export.data` of a 1PUX archive: accounts, their vaults, their items. */
export function onePasswordSource(document: Json): Source {
  const accounts = listOf(document, 'accounts');
  if (accounts.length === 0) throw failed('FILE has no accounts in its export.data.');
  return accounts.flatMap((account) => {
    const above = accounts.length > 1 ? [nameIn(account)] : [];
    return listOf(account, 'vaults').flatMap((vault) =>
      listOf(vault, 'items').map((item, index) =>
        entryOf(member(item, 'item') ?? item, [...above, nameIn(vault)], index),
      ),
    );
  });
}

function nameIn(of: Json): string {
  const attributes = member(of, 'attrs');
  return (textOf(attributes, 'accountName') ?? textOf(attributes, 'name') ?? 'unnamed').replaceAll('/', '-');
}

function entryOf(item: Json, place: readonly string[], index: number): SourceEntry | SourceRefusal {
  const [details, overview] = [member(item, 'details'), member(item, 'overview')];
  const title = textOf(overview, 'title');
  if (!isObject(item) || title === null)
    return { name: `${place.join('/')}: item ${index + 1}`, reason: 'has no title' };
  const levels = [...place, title.replaceAll('/', '-')];
  const name = levels.join('/');
  if (member(item, 'trashed') === true) return { name, reason: 'is in the trash' };
  if (textOf(item, 'state') === 'archived') return { name, reason: 'is archived' };
  const notes = textOf(details, 'notesPlain');
  const leftOut = leftOutOf(item, details);
  const members = membersOf(details, overview);
  if (members.size === 0) {
    return notes === null ? { name, reason: 'has nothing to keep' } : { name, levels, value: notes, leftOut };
  }
  members.add('notes', notes);
  return { name, levels, value: members.text(), leftOut };
}

function membersOf(details: Json | undefined, overview: Json | undefined): Members {
  const members = new Members();
  const fields = listOf(details, 'loginFields').filter((field) => !isOfForm(field));
  for (const designation of ['username', 'password']) {
    for (const field of fields)
      if (textOf(field, 'designation') === designation) members.add(designation, textOf(field, 'value'));
  }
  members.add('password', textOf(details, 'password'));
  for (const url of urlsOf(overview)) members.add('url', url);
  for (const field of fields) {
    if (textOf(field, 'designation') === null) members.add(textOf(field, 'name') ?? '', textOf(field, 'value'));
  }
  for (const section of listOf(details, 'sections')) {
    for (const field of listOf(section, 'fields')) addField(members, field);
  }
  return members;
}

/** A field of a section has one value, under the name of its kind. */
function addField(members: Members, field: Json): void {
  const title = textOf(field, 'title') ?? textOf(field, 'id') ?? '';
  const values = member(field, 'value');
  for (const [kind, value] of Object.entries(isObject(values) ? values : {})) {
    if (value === null || value === '' || POINTERS.has(kind)) continue;
    const text = textOf(value, 'privateKey') ?? textOf(value, 'email_address') ?? plainText(value);
    members.add(kind === 'totp' ? 'totp' : title, text);
  }
}

function urlsOf(overview: Json | undefined): ReadonlySet<string> {
  const urls = [textOf(overview, 'url'), ...listOf(overview, 'urls').map((one) => textOf(one, 'url'))];
  return new Set(urls.filter((url) => url !== null));
}

function leftOutOf(item: JsonObject, details: Json | undefined): string[] {
  const fields = listOf(details, 'sections').flatMap((section) => listOf(section, 'fields'));
  const kinds = fields.flatMap((field) => Object.keys(member(field, 'value') ?? {}));
  return [
    ...(isObject(details) ? unknownIn(details, TAKEN_OF_DETAILS) : []),
    ...(member(item, 'file') === undefined ? [] : ['file']),
    ...[...POINTERS].filter((kind) => kinds.includes(kind)),
    ...(listOf(details, 'loginFields').some((field) => isOfForm(field) && textOf(field, 'value'))
      ? ['form fields']
      : []),
    ...(listOf(member(item, 'overview'), 'tags').length > 0 ? ['tags'] : []),
  ];
}

function isOfForm(field: Json): boolean {
  return FORM.has(textOf(field, 'fieldType') ?? '') && textOf(field, 'designation') === null;
}
