import { setTimeout as after } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Rotation } from '../../domain/rotation.js';
import { RotationRequests } from './rotation-requests.js';

const LOOK_MS = 100;

/** Waits until a rotation does not run any more. */
@Injectable()
export class RotationWait {
  private readonly ending = new AbortController();

  constructor(private readonly requests: RotationRequests) {}

  /** The rotation as it is then, or after `milliseconds`, or when this process is being stopped. */
  async until(rotation: Rotation, milliseconds: number): Promise<Rotation> {
    const deadline = performance.now() + milliseconds;
    let present = rotation;
    while (present.state === 'running' && performance.now() < deadline && !this.ending.signal.aborted) {
      await after(LOOK_MS, undefined, { signal: this.ending.signal }).catch(() => {});
      present = (await this.requests.find(rotation.id)) ?? present;
    }
    return present;
  }

  /** Nobody waits any longer. */
  end(): void {
    this.ending.abort();
  }
}
