import { servePlayer } from './servePlayer.ts'
import { honestTrace } from './trace.ts'

servePlayer(honestTrace)
