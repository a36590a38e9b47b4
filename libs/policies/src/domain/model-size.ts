import { CofferError } from '#kernel';
import type { AuthorizationModel, Policy, Role } from './model.js';

/** Larger roles and policies together, serialized as JSON, are refused with `model_full`. */
export const MODEL_MAX_BYTES = 8 * 1024 * 1024;
/**
 * The most patterns that all policies together may have; a model with more is refused with `model_full`. For a set of
 * roles that holds all of them, the index costs about 200 bytes and 1 us for each pattern and each permission.
 */
export const MODEL_MAX_PATTERNS = 50_000;
/**
 * The administrators with their roles, as JSON: some 6,000. More are refused with `limit_reached`. They have room of their
 * own, so full roles and policies keep nobody from making, demoting or disabling one.
 */
export const ADMINISTRATORS_MAX_BYTES = 1024 * 1024;
/** Of a model. To write so many anew takes about as long as the cheapest request. */
const BYTES_A_TOKEN = 65_536;
/** The part of both that everybody but an administrator may fill, so that they always have room to change something. */
const SHARE = 0.9;

/** The bytes of a role or a policy as JSON. None of them ever changes: a change makes another one. */
const SIZES = new WeakMap<Role | Policy, number>();

/** Throws `model_full` if roles and policies are too large. */
export function checkSize(model: AuthorizationModel): void {
  if (fullness(model) <= 1) return;
  throw new CofferError(
    'model_full',
    'All roles and policies together may have 8 MiB and 50,000 resources. Remove or shorten some.',
  );
}

/** Throws `limit_reached` if there is no room for another administrator, or for another role of one. */
export function checkRoomForAdministrators({ administrators, administratorRoles }: AuthorizationModel): void {
  if (jsonBytes({ administrators, administratorRoles }) < ADMINISTRATORS_MAX_BYTES) return;
  throw new CofferError(
    'limit_reached',
    'All administrators with their roles have 1 MiB. Demote or disable some first.',
  );
}

/** Throws `model_full` if the model grows into the part that is kept for administrators. Only shrinking is allowed there. */
export function checkShare(before: AuthorizationModel, after: AuthorizationModel): void {
  const full = fullness(after);
  if (full <= SHARE || full <= fullness(before)) return;
  throw new CofferError(
    'model_full',
    'The last tenth of 8 MiB and 50,000 resources is kept for administrators. Remove or shorten roles or policies.',
  );
}

/** What it costs to publish this model, in tokens beyond those of the route: the whole of it is written. */
export function publicationCost(model: AuthorizationModel): number {
  return Math.floor(bytesOf(model) / BYTES_A_TOKEN);
}

/** 1: as large as it may be. */
function fullness(model: AuthorizationModel): number {
  const statements = model.policies.flatMap((policy) => policy.statements);
  const patterns = statements.reduce((sum, { resources }) => sum + resources.length, 0);
  return Math.max(patterns / MODEL_MAX_PATTERNS, contentBytes(model) / MODEL_MAX_BYTES);
}

/** The bytes of the model as JSON. */
function bytesOf(model: AuthorizationModel): number {
  return jsonBytes({ ...model, roles: [], policies: [] }) + contentBytes(model);
}

/** The bytes of roles and policies as JSON. Measures only those that it has not met. */
function contentBytes({ roles, policies }: AuthorizationModel): number {
  return listBytes(roles) + listBytes(policies);
}

/** Without the brackets. */
function listBytes(all: readonly (Role | Policy)[]): number {
  const commas = Math.max(0, all.length - 1);
  return all.reduce((sum, one) => sum + sizeOf(one), commas);
}

function sizeOf(one: Role | Policy): number {
  const known = SIZES.get(one);
  if (known !== undefined) return known;
  const size = jsonBytes(one);
  SIZES.set(one, size);
  return size;
}

function jsonBytes(value: object): number {
  return Buffer.byteLength(JSON.stringify(value));
}
