/** Renders an SVG document as PNG, with fonts that come with Baton: a system's fonts differ, and a container has none. */
import { fileURLToPath } from 'node:url';

const FONTS = [
  import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  import.meta.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
].map((url) => fileURLToPath(url));
/** Chats show a picture small at first: this keeps it legible when it is opened. */
const SCALE = 2;

/** Works in a thread of its own, so that a large picture keeps nobody waiting. */
export async function pngOf(svg: string): Promise<Uint8Array> {
  // Native code, which only a picture needs.
  const { renderAsync } = await import('@resvg/resvg-js');
  const image = await renderAsync(svg, {
    font: {
      loadSystemFonts: false,
      fontFiles: FONTS,
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
    fitTo: { mode: 'zoom', value: SCALE },
  });
  return image.asPng();
}
