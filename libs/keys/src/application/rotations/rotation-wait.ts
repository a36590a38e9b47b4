import { Injectable } from '@nestjs/common';
import { Clock, Pauses } from '#kernel';
import type { Rotation } from '../../domain/rotation.js';
import { RotationRequests } from './rotation-requests.js';

/** Between two looks at the rotation, in milliseconds. */
const LOOK_MS = 100;

/** Waits for the end of a rotation. */
@Injectable()
export class RotationWait {
  private readonly pauses: Pauses;

  constructor(
    private readonly requests: RotationRequests,
    private readonly clock: Clock,
  ) {
    this.pauses = new Pauses(clock);
  }

  /**
   * Waits until the rotation no longer runs, at most `milliseconds`, and no longer than this process works. Returns the
   * rotation as it is then.
   */
  async until(rotation: Rotation, milliseconds: number): Promise<Rotation> {
    const deadline = this.clock.now() + milliseconds;
    let present = rotation;
    while (present.state === 'running' && this.clock.now() < deadline && !this.pauses.ended) {
      await this.pauses.sleep(LOOK_MS);
      present = (await this.requests.find(rotation.id)) ?? present;
    }
    return present;
  }

  /** Ends every wait: the process is being stopped. */
  end(): void {
    this.pauses.end();
  }
}
