import { KeyManagement, KeyRingStore } from '#keys';
import { KeyCeremony } from '#keys/testing';

/** A port's injection token and its one instance. */
export type Instances = ReadonlyMap<unknown, object>;

/** Calls `meet` with the ports that the key ceremony is about to use. The whole api does not exist yet at that time. */
export function onCeremony(meet: (instances: Instances) => void): void {
  const { start } = KeyCeremony.prototype;
  KeyCeremony.prototype.start = function (this: KeyCeremony) {
    const { keyring, store } = this as unknown as { readonly keyring: object; readonly store: object };
    meet(
      new Map<unknown, object>([
        [KeyManagement, keyring],
        [KeyRingStore, store],
      ]),
    );
    return start.call(this);
  };
}
