import type { StorePortName, StorePorts } from '../store-ports.js';

/** One store, opened for a test. `another`, `close` and `markArchived` are the test's, not the store's. */
export interface StoreUnderTest extends StorePorts {
  /** A second node on the same data, with connections of its own. Its own `close` closes it and removes nothing. */
  another(): Promise<StoreUnderTest>;
  /** Closes the store. The first one also removes its data. */
  close(): Promise<void>;
  /** Notes past the ports that the records up to `seq` are archived, whether there are any or not. */
  markArchived(seq: number): Promise<void>;
}

/**
 * Opens a fresh, empty store. A suite opens one in `beforeAll` and closes it in `afterAll`; its tests keep apart by ids
 * of their own. A test that needs an empty store (setup, the authorization model, an empty log) opens one for itself.
 */
export type OpenStore = () => Promise<StoreUnderTest>;

/** The same for the ports in `Name` alone: what a contract needs that an in-memory store passes too. */
export type OpenPorts<Name extends StorePortName> = () => Promise<
  Pick<StorePorts, Name> & Pick<StoreUnderTest, 'close'>
>;
