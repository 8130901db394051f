package checklist

import (
	"context"
	"io"
	"strings"

	"huxue/internal/driver/spreadsheet"
	"huxue/internal/kit/db"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
)

// excelColumn is one column of a checklist's workbook, as officials write it.
type excelColumn struct {
	key   string
	names []string
	width float64
	show  func(s *Section, i *Item) any
}

var excelColumns = []excelColumn{
	{"sectionCode", []string{"章节编号", "项目编号", "类别编号"}, 10, func(s *Section, _ *Item) any { return s.Code }},
	{"section", []string{"检查项目", "章节", "项目", "类别", "检查类别"}, 18, func(s *Section, _ *Item) any { return s.Title }},
	{"code", []string{"编号", "序号", "条目编号"}, 10, func(_ *Section, i *Item) any { return i.Code }},
	{"text", []string{"检查内容", "具体内容", "重点检查内容", "检查内容及评分标准", "检查要点"}, 52, func(_ *Section, i *Item) any { return i.Text }},
	{"level", []string{"等级", "隐患等级", "级别"}, 8, func(_ *Section, i *Item) any { return map[Level]string{General: "一般", Major: "重大"}[i.Level] }},
	{"stop", []string{"立即停用", "立即停用（※）"}, 10, func(_ *Section, i *Item) any { return blankNo(i.Stop) }},
	{"agencies", []string{"责任部门", "部门", "牵头部门", "机关", "检查部门"}, 18, func(_ *Section, i *Item) any { return namesOf(i.Agencies) }},
	{"applies", []string{"适用条件", "适用范围", "适用"}, 26, func(_ *Section, i *Item) any { return i.fields()[3][1] }},
	{"fact", []string{"核算指标", "指标"}, 18, func(_ *Section, i *Item) any { return factWord(i.Fact) }},
	{"photo", []string{"须拍照", "拍照"}, 8, func(_ *Section, i *Item) any { return blankNo(i.Photo) }},
	{"points", []string{"扣分", "每项扣分"}, 8, func(_ *Section, i *Item) any { return marks(i.Points) }},
	{"veto", []string{"一票否决"}, 10, func(_ *Section, i *Item) any { return blankNo(i.Veto) }},
	{"full", []string{"满分", "分值"}, 8, func(s *Section, _ *Item) any { return marks(s.Full) }},
	{"floor", []string{"保底分", "最低分"}, 8, func(s *Section, _ *Item) any { return marks(s.Floor) }},
}

func blankNo(b bool) any {
	if b {
		return "是"
	}
	return nil
}

func marks(f *float64) any {
	if f == nil {
		return nil
	}
	return *f
}

// The second sheet says what the list is.
const aboutSheet = "说明"

var aboutWords = struct{ title, kind, fault, partly, pass string }{"检查表名称", "检查类别", "不符合每项扣分", "部分符合每项扣分", "合格线（%）"}

// Export writes a version as a workbook that Import reads again.
func (s *Service) Export(ctx context.Context, listID string, version int, w io.Writer) error {
	card, err := s.taken(ctx, listID, version, "excel")
	if err != nil {
		return err
	}
	e := &card.Edition
	widths, head := make([]float64, len(excelColumns)), make([]string, len(excelColumns))
	for i, c := range excelColumns {
		widths[i], head[i] = c.width, c.names[0]
	}
	book := spreadsheet.NewSheet("检查表", widths, s.dir)
	book.Head(head...)
	e.Sheet.Each(func(section *Section, item *Item) {
		values := make([]any, len(excelColumns))
		for i, c := range excelColumns {
			values[i] = c.show(section, item)
		}
		book.Row(values, nil)
	})
	book.Next(aboutSheet, []float64{20, 60})
	book.Row([]any{aboutWords.title, e.Title}, nil)
	book.Row([]any{aboutWords.kind, kindWords[card.Kind]}, nil)
	if sc := e.Sheet.Scoring; sc != nil {
		book.Row([]any{aboutWords.fault, sc.Fault}, nil)
		book.Row([]any{aboutWords.partly, sc.Partly}, nil)
		book.Row([]any{aboutWords.pass, sc.Pass}, nil)
	}
	book.Row([]any{"填写说明", "等级填“一般”或“重大”；责任部门用顿号隔开；适用条件可用：" + known() + "；用“且、或、非”连接，例如“寄宿 或 有午休室”“学生数 ≥ 300”。"}, nil)
	_, err = book.WriteTo(w)
	return err
}

// taken opens a version that is to leave the house, and writes that in the book.
func (s *Service) taken(ctx context.Context, listID string, version int, form string) (*Card, error) {
	if err := access.RequireSomewhere(ctx, PermView); err != nil {
		return nil, err
	}
	var card *Card
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if card, err = open(ctx, tx, listID, version); err != nil {
			return err
		}
		return audit.Record(ctx, tx, "checklist.export", listID, map[string]any{"form": form, "version": card.Edition.Version})
	})
	return card, err
}

// fileName is what a download is called.
func fileName(title, ending string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(`\/:*?"<>|`, r) {
			return '_'
		}
		return r
	}, title) + ending
}
