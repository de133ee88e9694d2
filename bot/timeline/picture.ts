/** Renders an SVG document as PNG, with fonts that come with Baton: a system's fonts differ, and a container has none. */
import { fileURLToPath } from 'node:url';

const FONTS = ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'];
/** Chats show a picture small at first: this keeps it legible when it is opened. */
const SCALE = 2;

/** Works in a thread of its own, so that a large picture keeps nobody waiting. */
export async function pngOf(svg: string): Promise<Uint8Array> {
  // Native code, which only a picture needs.
  const { renderAsync } = await import('@resvg/resvg-js');
  const image = await renderAsync(svg, {
    font: {
      loadSystemFonts: false,
      fontFiles: FONTS.map((name) => fileURLToPath(import.meta.resolve(`dejavu-fonts-ttf/ttf/${name}`))),
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
    fitTo: { mode: 'zoom', value: SCALE },
  });
  return image.asPng();
}
