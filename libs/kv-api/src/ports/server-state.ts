/** What the server as a whole tells of itself. The application knows it, and no feature does. */
export abstract class ServerState {
  /** Of the product. */
  abstract readonly version: string;

  /** Whether every part that the server depends on works. */
  abstract isReady(): Promise<boolean>;
}
