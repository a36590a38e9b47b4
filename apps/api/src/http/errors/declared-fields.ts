import { DECORATORS } from '@nestjs/swagger';
import { getMetadataStorage } from 'class-validator';
import { isOfType, JSON_TYPES, type JsonType } from '#kernel';

const BY_CLASS: ReadonlyMap<unknown, JsonType> = new Map<unknown, JsonType>([
  [String, 'string'],
  [Number, 'number'],
  [Boolean, 'boolean'],
  [Array, 'array'],
]);
const NAMED: ReadonlySet<unknown> = new Set(JSON_TYPES);

/** What the documentation of a DTO says of one property. */
interface Documented {
  readonly type?: unknown;
  readonly isArray?: boolean;
  readonly items?: { readonly type?: unknown };
  readonly oneOf?: readonly { readonly type?: unknown }[];
}

/** The names that a DTO takes. */
export function declaredNames(dto: object): string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(dto.constructor, '', false, false);
  return [...new Set(rules.map(({ propertyName }) => propertyName))];
}

/** What is of another type than the documentation of the DTO says: the property, or an element of it. Null: nothing. */
export function typeFault(
  dto: object,
  property: string,
  value: unknown,
): { readonly place: string; readonly types: readonly JsonType[]; readonly value: unknown } | null {
  const { types, items } = declaredTypes(dto, property);
  if (types.length === 0) return null;
  if (!types.some((type) => isOfType(type, value))) return { place: '', types, value };
  if (!Array.isArray(value) || items === null) return null;
  const at = value.findIndex((element) => !isOfType(items, element));
  return at < 0 ? null : { place: `[${at}]`, types: [items], value: value[at] };
}

/** No types, or null for those of the items: not known. */
function declaredTypes(dto: object, property: string): { types: JsonType[]; items: JsonType | null } {
  const documented: Documented | undefined = Reflect.getMetadata(DECORATORS.API_MODEL_PROPERTIES, dto, property);
  const { type, isArray, items, oneOf } = documented ?? { type: Reflect.getMetadata('design:type', dto, property) };
  if (isArray) return { types: ['array'], items: typeOf(items?.type ?? type) };
  const types = (oneOf ?? [{ type }]).map((one) => typeOf(one.type));
  return { types: types.every((one) => one !== null) ? types : [], items: items ? typeOf(items.type) : null };
}

function typeOf(type: unknown): JsonType | null {
  if (NAMED.has(type)) return type as JsonType;
  // Every other class is that of a nested object.
  return BY_CLASS.get(type) ?? (typeof type === 'function' ? 'object' : null);
}
