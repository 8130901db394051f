// A photograph as it is sent: a JPEG of at most 1600 px, whatever the camera made.
const longest = 1600
const quality = 0.8

export async function shrink(file: Blob): Promise<ArrayBuffer> {
  const url = URL.createObjectURL(file)
  try {
    const image = await loaded(url)
    const scale = Math.min(1, longest / Math.max(image.naturalWidth, image.naturalHeight))
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(image.naturalWidth * scale))
    canvas.height = Math.max(1, Math.round(image.naturalHeight * scale))
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height)
    const small = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', quality))
    if (!small) throw new Error('no picture came out')
    return await read(small)
  } finally {
    URL.revokeObjectURL(url)
  }
}

function loaded(url: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve(image)
    image.onerror = () => reject(new Error('not a picture'))
    image.src = url
  })
}

/** `Blob.arrayBuffer` is too new for old phones. */
export function read(blob: Blob): Promise<ArrayBuffer> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(reader.result as ArrayBuffer)
    reader.onerror = () => reject(reader.error ?? new Error('cannot be read'))
    reader.readAsArrayBuffer(blob)
  })
}
