package mediation

import (
	"image"
	"image/color"
	"image/draw"
)

// figure draws somebody nobody is: a coat and a hat before a wall, for trying out.
func figure() ([]byte, error) {
	img := image.NewRGBA(image.Rect(0, 0, 480, 600))
	for y := range 600 {
		shade := uint8(170 + y*50/600) //nolint:gosec // below 256
		draw.Draw(img, image.Rect(0, y, 480, y+1), image.NewUniform(color.RGBA{shade, shade, shade - 12, 255}), image.Point{}, draw.Src)
	}
	disc := func(cx, cy, rx, ry int, c color.RGBA) {
		for y := -ry; y <= ry; y++ {
			for x := -rx; x <= rx; x++ {
				if x*x*ry*ry+y*y*rx*rx <= rx*rx*ry*ry {
					img.SetRGBA(cx+x, cy+y, c)
				}
			}
		}
	}
	skin, coat, hat := color.RGBA{196, 160, 134, 255}, color.RGBA{44, 52, 66, 255}, color.RGBA{120, 122, 126, 255}
	disc(240, 620, 190, 260, coat)
	draw.Draw(img, image.Rect(205, 330, 275, 400), image.NewUniform(skin), image.Point{}, draw.Src)
	disc(240, 250, 86, 112, skin)
	disc(240, 185, 98, 62, hat)
	draw.Draw(img, image.Rect(128, 196, 352, 212), image.NewUniform(hat), image.Point{}, draw.Src)
	return encode(img)
}
