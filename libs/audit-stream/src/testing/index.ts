export { ListedReceiver } from './listed-receiver.js';
export { MemoryStreamProgress } from './memory-stream-progress.js';
