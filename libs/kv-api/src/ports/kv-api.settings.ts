/** What an operator sets. */
export abstract class KvApiSettings {
  /** Where clients find the secrets, without slashes at its ends. */
  abstract readonly mount: string;
}
