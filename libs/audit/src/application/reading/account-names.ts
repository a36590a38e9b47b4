import type { AuditRecord } from '../../domain/record.js';

/** The present username of an account; null: there is no such account any more. */
export type NameLookup = (accountId: string) => Promise<string | null>;

/** How many names one export remembers. */
const MOST_KNOWN = 10_000;

/**
 * Puts the present usernames of accounts beside their ids, where a record has no name. They are looked up when a record is
 * shown and kept nowhere: an erasure could not reach them. The feature of users registers the lookup.
 */
export class AccountNames {
  private lookup: NameLookup = async () => null;

  register(lookup: NameLookup): void {
    this.lookup = lookup;
  }

  /** A function that names records, and asks for each account once. */
  naming(): (record: AuditRecord) => Promise<AuditRecord> {
    const known = new Map<string, string | null>();
    const nameOf = async (id: string): Promise<string | null> => {
      const before = known.get(id);
      if (before !== undefined) return before;
      const name = await this.lookup(id);
      if (known.size >= MOST_KNOWN) known.clear();
      known.set(id, name);
      return name;
    };
    return async (record) => {
      const { actor_id, resource_id } = record;
      const isAccount = record.resource_type === 'user' || record.resource_type === 'lockout';
      const lacksActor = actor_id !== null && record.actor_name === null;
      const lacksResource = isAccount && resource_id !== null && record.resource_name === null;
      if (!lacksActor && !lacksResource) return record;
      const actor_name = lacksActor ? await nameOf(actor_id) : record.actor_name;
      return { ...record, actor_name, resource_name: lacksResource ? await nameOf(resource_id) : record.resource_name };
    };
  }
}
