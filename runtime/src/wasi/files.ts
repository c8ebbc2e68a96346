import { HOST_COPY_SHIFT, HOST_LIST_FUEL } from '../analyse/costs.ts'
import { Errno } from './errno.ts'
import { address, type Host } from './host.ts'

const STDIN = 0
const STDOUT = 1
const STDERR = 2
const RIGHT_READ = 2n
const RIGHT_WRITE = 64n
const FDSTAT_BYTES = 24
const FDSTAT_RIGHTS = 8
const FILESTAT_BYTES = 64

/** The three standard streams; there is no file system. They are of unknown type, so libc buffers them fully. */
export function fileFunctions(host: Host) {
  const standard = (fd: number, errno: number): number => {
    host.charge()
    return fd >>> 0 <= STDERR ? errno : Errno.BadFileDescriptor
  }
  return {
    fd_read: (fd: number, vectors: number, count: number, result: number) => read(host, fd, vectors, count, result),
    fd_write: (fd: number, vectors: number, count: number, result: number) => write(host, fd, vectors, count, result),
    fd_fdstat_get(fd: number, result: number): number {
      const errno = standard(fd, Errno.Success)
      if (errno !== Errno.Success) return errno
      host.range(result, FDSTAT_BYTES).fill(0)
      host.writeU64(address(result) + FDSTAT_RIGHTS, fd === STDIN ? RIGHT_READ : RIGHT_WRITE)
      return errno
    },
    fd_filestat_get(fd: number, result: number): number {
      const errno = standard(fd, Errno.Success)
      if (errno === Errno.Success) host.range(result, FILESTAT_BYTES).fill(0)
      return errno
    },
    fd_close: (fd: number) => standard(fd, Errno.Success),
    fd_fdstat_set_flags: (fd: number) => standard(fd, Errno.Success),
    fd_seek: (fd: number) => standard(fd, Errno.NotSeekable),
    fd_tell: (fd: number) => standard(fd, Errno.NotSeekable),
    fd_prestat_get: () => standard(STDERR + 1, Errno.BadFileDescriptor),
    fd_prestat_dir_name: () => standard(STDERR + 1, Errno.BadFileDescriptor),
  }
}

function read(host: Host, fd: number, vectors: number, count: number, result: number): number {
  if (fd !== STDIN) {
    host.charge()
    return Errno.BadFileDescriptor
  }
  let total = 0
  for (const target of ioVectors(host, vectors, count)) {
    const part = host.input.stdin.subarray(host.stdinRead, host.stdinRead + target.length)
    target.set(part)
    host.stdinRead += part.length
    total += part.length
    if (part.length < target.length) break
  }
  host.charge(total >>> HOST_COPY_SHIFT)
  host.writeU32(result, total)
  return Errno.Success
}

function write(host: Host, fd: number, vectors: number, count: number, result: number): number {
  if (fd !== STDOUT && fd !== STDERR) {
    host.charge()
    return Errno.BadFileDescriptor
  }
  const isOutput = fd === STDOUT && host.stdoutIsOutput
  let total = 0
  for (const bytes of ioVectors(host, vectors, count)) {
    host.charge(bytes.length >>> HOST_COPY_SHIFT)
    if (isOutput && bytes.length > host.output.room) throw host.stop.outputTooLarge()
    const sink = isOutput ? host.output : host.logs
    sink.append(bytes)
    total += bytes.length
  }
  host.writeU32(result, total)
  return Errno.Success
}

/** The buffers that an array of (pointer, length) pairs names, each checked when its turn comes. */
function* ioVectors(host: Host, vectors: number, count: number): Generator<Uint8Array> {
  host.charge((count >>> 0) * HOST_LIST_FUEL)
  for (let i = 0; i < count >>> 0; i++) {
    const vector = address(vectors) + i * 8
    yield host.range(host.readU32(vector), host.readU32(vector + 4))
  }
}
