/** One run of Halmos in a thread of its own: the compiler and the tool block it while others go on. */
import { parentPort, workerData } from 'node:worker_threads'
import { prove } from './project.ts'

parentPort?.postMessage(prove(workerData))
