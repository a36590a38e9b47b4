import { type MessagePort, Worker } from 'node:worker_threads';

/** Starts `<name>.worker` of this folder. The file has the extension of this one: `.js` when built, `.ts` in the sources. */
export function startWorkerFile(name: string, data: { readonly port: MessagePort }): Worker {
  const extension = import.meta.url.slice(import.meta.url.lastIndexOf('.'));
  return new Worker(new URL(`./${name}.worker${extension}`, import.meta.url), {
    workerData: data,
    transferList: [data.port],
  });
}
