import { ManualClock } from '#kernel/testing';
import { HttpWitnessEndpoint } from '../adapters/http.witness-endpoint.js';
import { WitnessClient } from '../application/witnessing/witness-client.js';
import type { GrowingLog } from './growing-log.js';

/** The client of a log's witnesses, over HTTP. */
export function witnessClient(log: Pick<GrowingLog, 'consistency'>): WitnessClient {
  return new WitnessClient(new HttpWitnessEndpoint(null, new ManualClock()), log);
}
