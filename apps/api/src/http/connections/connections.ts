import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { type Clock, compileNetworks, networkOf } from '#kernel';
import { peerAddress } from '../context/client-address.js';
import { Connection } from './connection.js';

/** Connections above the limit that are accepted for the health routes. */
export const SPARE = 32;

export interface ConnectionLimits {
  /** The most connections of this process, without the spare ones. */
  readonly whole: number;
  /** The most connections of one network (/24 or /64). Trusted proxies are exempt. */
  readonly network: number;
  /** CIDR blocks of the trusted proxies. */
  readonly trustedProxies: readonly string[];
}

/**
 * The open connections of the server. A network with too many gets no more. When the server has too many, the one that
 * has been without a request for the longest is closed for a new one. When none is idle, a few more are accepted, for
 * the health routes only [R97].
 */
export class Connections {
  /** By the address and port of the client: the same for a socket and for the TLS socket around it. */
  private readonly byPeer = new Map<string, Connection>();
  private readonly bySocket = new WeakMap<Socket, Connection>();
  private readonly byNetwork = new Map<string, number>();
  private readonly isTrusted: (address: string | null) => boolean | null;

  constructor(
    private readonly limits: ConnectionLimits,
    private readonly clock: Clock,
    /** Called each time a network is refused a connection. */
    private readonly onRefused: () => void,
  ) {
    this.isTrusted = compileNetworks(limits.trustedProxies);
  }

  get size(): number {
    return this.byPeer.size;
  }

  /** `writeTimeoutMs`: a connection whose client takes nothing of its answers for so long is closed. */
  watch(server: Server, writeTimeoutMs: number): void {
    server.on('connection', (socket: Socket) => this.open(socket));
    server.on('secureConnection', (socket: Socket) => this.link(socket));
    server.on('timeout', (socket: Socket) => closeSilent(socket, writeTimeoutMs));
  }

  /** Undefined for a request without a socket of this server, as `inject` makes it. */
  of(socket: Socket | undefined): Connection | undefined {
    return socket && this.bySocket.get(socket);
  }

  private open(socket: Socket): void {
    const address = peerAddress(socket.remoteAddress);
    const network = networkOf(address);
    const count = (this.byNetwork.get(network) ?? 0) + 1;
    if (count > this.limits.network && !this.isTrusted(address)) {
      socket.destroy();
      this.onRefused();
      return;
    }
    const connection = new Connection(socket, () => this.clock.now());
    if (!this.makeRoomFor(connection)) {
      socket.destroy();
      return;
    }
    const peer = peerOf(socket);
    this.byPeer.set(peer, connection);
    this.bySocket.set(socket, connection);
    this.byNetwork.set(network, count);
    socket.once('close', () => this.forget(peer, network));
  }

  private link(socket: Socket): void {
    const connection = this.byPeer.get(peerOf(socket));
    if (!connection) return;
    connection.socket = socket;
    this.bySocket.set(socket, connection);
  }

  private forget(peer: string, network: string): void {
    this.byPeer.delete(peer);
    const left = (this.byNetwork.get(network) ?? 1) - 1;
    if (left > 0) this.byNetwork.set(network, left);
    else this.byNetwork.delete(network);
  }

  /** False: there is no room, not even a spare one. */
  private makeRoomFor(connection: Connection): boolean {
    if (this.size < this.limits.whole || this.closeIdle(false)) return true;
    connection.isSpare = true;
    return this.size < this.limits.whole + SPARE || this.closeIdle(true);
  }

  /** Closes the one of them that is idle for the longest. Returns false if none is idle. */
  private closeIdle(isSpare: boolean): boolean {
    let longest: Connection | null = null;
    for (const connection of this.byPeer.values()) {
      if (connection.isSpare !== isSpare || !connection.isIdle || connection.socket.destroyed) continue;
      if (!longest || connection.idleSince < longest.idleSince) longest = connection;
    }
    longest?.close();
    return longest !== null;
  }
}

/**
 * Node sets two timers on a socket: the server's, and after an answer the one of keep-alive. The server's ends with no
 * sign of the client: while bytes wait to be sent that is a client that does not read. Otherwise the server is still at
 * work, or the time limits of the request apply.
 */
function closeSilent(socket: Socket, writeTimeoutMs: number): void {
  if (socket.timeout !== writeTimeoutMs || socket.writableLength > 0) socket.destroy();
}

function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
