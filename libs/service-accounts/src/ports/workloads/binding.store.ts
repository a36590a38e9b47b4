import type { Documents, Stored } from '#kernel';
import type { Binding } from '../../domain/workloads/binding.js';

/** Stores which tokens of identity providers act as which service account. */
export abstract class BindingStore {
  abstract readonly bindings: Documents<Binding>;

  /** Up to `limit` bindings of a service account that are not ended, with id > `after`, the oldest id first. */
  abstract ofAccount(accountId: string, after: string | null, limit: number): Promise<Stored<Binding>[]>;

  /** The ids of all bindings of an account, ended ones too, at most `limit`. For the deletion of the account. */
  abstract idsOf(accountId: string, limit: number): Promise<string[]>;

  /** Ids of bindings that were ended before `at`, oldest end first, at most `limit`. For the sweep. */
  abstract endedBefore(at: number, limit: number): Promise<string[]>;
}
