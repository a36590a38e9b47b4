import type { Documents, Stored } from '#kernel';
import type { Binding } from '../../domain/workloads/binding.js';

/** Stores which tokens of identity providers act as which service account. */
export abstract class BindingStore {
  abstract readonly bindings: Documents<Binding>;

  /** Up to `limit` bindings of a service account with id > `after`, the oldest id first. */
  abstract ofAccount(accountId: string, after: string | null, limit: number): Promise<Stored<Binding>[]>;
}
