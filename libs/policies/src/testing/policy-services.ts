import { recordedTrail } from '#audit/testing';
import { creationsOn, MemoryCreationStore } from '#idempotency/testing';
import { type Caller, newId } from '#kernel';
import { ManualClock, someRoots } from '#kernel/testing';
import { ModelEditor } from '../application/administration/model-editor.js';
import { PolicyAdmin } from '../application/administration/policy-admin.js';
import { RoleAdmin } from '../application/administration/role-admin.js';
import { RoleRemoval } from '../application/administration/role-removal.js';
import { Authorizer } from '../application/authorizer.js';
import { Administrators } from '../application/model/administrators.js';
import { BuiltInUpgrade } from '../application/model/built-in-upgrade.js';
import { ModelPublisher } from '../application/model/model-publisher.js';
import { ModelReader } from '../application/model/model-reader.js';
import { ADMINISTRATOR, firstModel } from '../domain/built-ins.js';
import { type AuthorizationModel, MODEL_ID } from '../domain/model.js';
import { RoleHolders } from '../ports/role-holders.js';
import { MemoryModelStore } from './memory-model.store.js';

const SOME_ROOTS = someRoots();

/** The roles that accounts hold, as a test sets them. */
export class ListedRoleHolders extends RoleHolders {
  readonly held = new Set<string>();
  /** Runs before each answer. */
  before: () => Promise<void> | void = () => {};

  async anyWith(role: string): Promise<boolean> {
    await this.before();
    return this.held.has(role);
  }
}

/** The policy services of one node. Several nodes may share a store. */
export function policyServices(store = new MemoryModelStore(), clock = new ManualClock()) {
  const { trail, records } = recordedTrail();
  const creationStore = new MemoryCreationStore();
  const holders = new ListedRoleHolders();
  const reader = new ModelReader(store, clock);
  const publisher = new ModelPublisher(store, reader, clock);
  publisher.longestPauseMs = 0;
  const authorizer = new Authorizer(reader, trail);
  const editor = new ModelEditor(reader, publisher, authorizer, trail);
  const creations = creationsOn(creationStore, SOME_ROOTS, trail, clock);
  const removal = new RoleRemoval(publisher, reader, holders, clock);
  return {
    ...{ creations, store, clock, records, holders, reader, publisher, authorizer, removal },
    upgrade: new BuiltInUpgrade(reader, publisher, trail, clock),
    administrators: new Administrators(publisher, reader, clock),
    policies: new PolicyAdmin(reader, editor, authorizer, trail, creations, clock),
    roles: new RoleAdmin(reader, editor, removal, authorizer, trail, creations, clock),
  };
}

export type PolicyServices = ReturnType<typeof policyServices>;

/** Stores the model of the first start, with the parts of `more` added. */
export async function publishModel(store: MemoryModelStore, more: Partial<AuthorizationModel> = {}): Promise<void> {
  const first = firstModel(0);
  const roles = [...first.roles, ...(more.roles ?? [])];
  const policies = [...first.policies, ...(more.policies ?? [])];
  const { administrators = [], administratorRoles = {} } = more;
  const model = { ...first, roles, policies, administrators, administratorRoles };
  const stored = store.models.peek(MODEL_ID);
  if (stored) await store.models.replace(model, stored.revision, newId());
  else await store.models.insert(model, newId());
}

/** Adds so many administrators that there is room for none more. What it returns takes them away again. */
export async function fillWithAdministrators(store: MemoryModelStore): Promise<() => Promise<void>> {
  const before = store.model;
  const { administrators, administratorRoles } = before;
  const others = Array.from({ length: 8_000 }, () => newId());
  const known = { roles: [ADMINISTRATOR], ends: [], revision: 1, leftAt: null };
  const full = {
    ...before,
    administrators: [...administrators, ...others],
    administratorRoles: { ...administratorRoles, ...Object.fromEntries(others.map((id) => [id, known])) },
  };
  const put = async (model: AuthorizationModel) => {
    await store.models.replace(model, store.models.peek(MODEL_ID)?.revision ?? 0, newId());
  };
  await put(full);
  return () => put(before);
}

/** A caller with `roles`, in a new request. */
export function callerWith(...roles: string[]): Caller {
  const now = Date.UTC(2026, 10, 22, 12);
  const [userId, credential] = [newId(), newId()];
  return {
    principal: {
      ...{ kind: 'person', userId, credential, username: 'ann', roles },
      ...{ authenticatedAt: now, mfaAt: null, passwordChangeRequired: false },
    },
    request: {
      ...{ requestId: newId(), receivedAt: now, ip: '192.0.2.1' },
      ...{ userAgent: null, accessReason: null, audited: false },
    },
  };
}
