import { KeyCeremony, KeyManagement, KeyRingStore } from '#keys';

/** A port's token and the instance that everything uses. */
export type Instances = ReadonlyMap<unknown, object>;

/** Has `meet` called with what the start's key ceremony is about to use: the whole api is not there yet by then. */
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
