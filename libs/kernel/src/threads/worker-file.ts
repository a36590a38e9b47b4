import { type MessagePort, Worker } from 'node:worker_threads';

/**
 * Starts `<name>.worker`, which is beside the file whose `import.meta.url` is `beside`. It has the extension of that
 * file: `.js` when built, `.ts` in the sources. `data.port` goes over to the thread.
 */
export function startWorkerFile(beside: string, name: string, data: object & { readonly port?: MessagePort }): Worker {
  const extension = beside.slice(beside.lastIndexOf('.'));
  return new Worker(new URL(`./${name}.worker${extension}`, beside), {
    workerData: data,
    transferList: data.port ? [data.port] : [],
  });
}
