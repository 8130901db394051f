package lesson

import (
	"net/url"
	"path"
	"strings"
)

// manifest is what a package says of itself.
type manifest struct {
	Kind  string // scorm12 or scorm2004
	Title string
	Entry string // the file to begin with
}

const manifestName = "imsmanifest.xml"

// readManifest finds out what a package is, and its one unit to begin with.
func (b *bundle) readManifest() (*manifest, error) {
	if b.files["h5p.json"] != nil {
		return nil, errH5P
	}
	root, err := b.manifestTree()
	if err != nil {
		return nil, err
	}
	m := &manifest{Kind: "scorm12"}
	if strings.Contains(root.first("schemaversion").words(), "2004") || strings.Contains(root.first("schemaversion").words(), "1.3") {
		m.Kind = "scorm2004"
	}
	at := map[string]string{}
	for _, r := range root.all("resource") {
		if href := r.attr["href"]; href != "" {
			at[r.attr["identifier"]] = path.Join(r.attr["base"], href)
		}
	}
	var units []string
	for _, item := range root.all("item") {
		if ref := item.attr["identifierref"]; at[ref] != "" {
			units = append(units, at[ref])
		}
	}
	switch {
	case len(units) == 0:
		return nil, errUnknown
	case len(units) > 1:
		return nil, errManySCOs.With("n", len(units))
	}
	if org := root.first("organization"); org != nil {
		m.Title = shortName(org.first("title").words())
	}
	m.Entry = entryOf(units[0])
	if f := b.files[m.Entry]; f == nil || !strings.HasPrefix(boxTypes[strings.ToLower(path.Ext(m.Entry))], "text/html") {
		return nil, errUnknown
	}
	return m, nil
}

// entryOf is the file of an address within the package, without its question.
func entryOf(href string) string {
	file, _, _ := strings.Cut(href, "?")
	file, _, _ = strings.Cut(file, "#")
	if plain, err := url.PathUnescape(file); err == nil {
		file = plain
	}
	return file
}

func (b *bundle) manifestTree() (*node, error) {
	if b.files[manifestName] == nil {
		return nil, errUnknown
	}
	text, err := b.read(manifestName, maxXML)
	if err != nil {
		return nil, err
	}
	root, err := parseXML(text)
	if err != nil {
		return nil, errUnknown.Because(err)
	}
	return root, nil
}
