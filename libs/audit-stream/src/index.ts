export { StreamProgress } from './ports/stream-progress.js';
