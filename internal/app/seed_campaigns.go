package app

import (
	"context"
	"fmt"
	"time"

	"huxue/internal/modules/campaign"
	"huxue/internal/modules/lesson"
	"huxue/internal/platform/access"
	"huxue/internal/platform/org"
)

// campaigns plants two: the autumn campaign of the last September that is over, with
// the headline of the city this one is modelled on (259,633 of 272,580, 95.25 %), and
// one that is running.
func (s *seeding) campaigns(ctx context.Context) error {
	missing := map[string]int{}
	var classes []org.Class
	for i, counts := range s.city.Missing() {
		list, err := s.app.org.Classes(ctx, s.school[s.city.Schools[i].Code].ID)
		if err != nil {
			return err
		}
		byName := map[string]org.Class{}
		for _, k := range list {
			byName[k.Name] = k
		}
		for k, n := range counts {
			x := byName[s.city.Schools[i].Classes[k].Name]
			missing[x.ID] = n
			classes = append(classes, x)
		}
	}
	now := s.app.clock.Now().In(zone)
	year := now.Year()
	if now.Month() < time.October {
		year--
	}
	autumn, err := s.content(ctx, "秋季安全第一课", "知危险 会避险", "fire", "earthquake")
	if err != nil {
		return err
	}
	autumn.Title = time.Date(year, 9, 1, 0, 0, 0, 0, zone).Format("2006") + "年秋季安全第一课"
	autumn.StartAt, autumn.UntilAt = time.Date(year, 9, 1, 0, 0, 0, 0, zone), time.Date(year, 10, 1, 0, 0, 0, 0, zone)
	past := s.planted(autumn)
	past.Missing, past.Over = missing, true
	c, err := s.app.campaign.Plant(ctx, past)
	if err != nil {
		return err
	}
	if err := s.announce(ctx, c, past.Approver[1], year); err != nil {
		return err
	}
	return s.running(ctx, classes, now)
}

// announce freezes a campaign that is over and tells its figures, in the name of whoever
// approved it.
func (s *seeding) announce(ctx context.Context, c *campaign.Campaign, signer string, year int) error {
	ctx = access.With(ctx, access.Actor{Kind: access.System, ID: "system:seed", Name: signer})
	c, err := s.app.campaign.Freeze(ctx, c.ID, c.Version)
	if err != nil {
		return err
	}
	_, err = s.app.campaign.Announce(ctx, c.ID, c.Version, campaign.Bulletin{
		No: fmt.Sprintf("忻教安〔%d〕18号", year), Title: fmt.Sprintf("关于%s完成情况的通报", c.Title), To: "各县（市、区）教育局，市直各学校", Unit: "忻州市教育局",
		Text: "请完成率低于95%的学校于一周内组织未完成的学生补学；存疑的完成记录由所在学校逐一核实。不得要求家长代为完成，不得对班级和学生排名。",
	})
	return err
}

// running is under way: every class has come some part of its way.
func (s *seeding) running(ctx context.Context, classes []org.Class, now time.Time) error {
	c, err := s.content(ctx, "交通安全专题教育", "平安出行 从我做起", "traffic", "bullying")
	if err != nil {
		return err
	}
	midnight := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, zone)
	c.StartAt, c.UntilAt = midnight.AddDate(0, 0, -9), midnight.AddDate(0, 0, 12)
	p := s.planted(c)
	p.Missing, p.Until = map[string]int{}, now
	for i, k := range classes {
		p.Missing[k.ID] = k.Pupils * (25 + i*37%60) / 100
	}
	// The class that one tries the system with has it all before it.
	p.Missing[classes[0].ID] = classes[0].Pupils
	_, err = s.app.campaign.Plant(ctx, p)
	return err
}

func (s *seeding) planted(c campaign.Content) campaign.Planted {
	var author, approver [2]string
	for _, x := range s.city.Accounts {
		switch x.Login {
		case "jiaoyuju":
			author = [2]string{s.accounts[x.Login], x.Person.Name}
		case "fenguan":
			approver = [2]string{s.accounts[x.Login], x.Person.Name}
		}
	}
	return campaign.Planted{Path: "/14/1409/", AreaName: "忻州市", Author: author, Approver: approver, Content: c, CollectiveUpTo: org.StageLower}
}

// content makes a campaign of the lessons that come with the program: each topic is
// learned and asked, and a promise stands at the end.
func (s *seeding) content(ctx context.Context, title, theme string, topics ...string) (campaign.Content, error) {
	c := campaign.Content{Title: title, Theme: theme, Stages: org.Stages,
		Definition: "在截止时间前完成全部必做步骤：看完课程、通过答题、作出承诺；班级集体学习由班主任点名确认，计为集体完成。"}
	names := map[string]string{"fire": "消防安全", "earthquake": "防震避险", "traffic": "交通安全", "bullying": "防范欺凌"}
	for _, topic := range topics {
		lessons := map[org.Stage]string{}
		list, err := s.app.lessons.List(ctx, lesson.Query{Topic: topic, State: string(lesson.Published), Limit: 100})
		if err != nil {
			return c, err
		}
		for _, h := range list.Items {
			lessons[h.Stage] = h.ID
		}
		c.Steps = append(c.Steps,
			campaign.Step{Kind: campaign.Learn, Title: "学一学：" + names[topic], Topic: topic, Lessons: lessons},
			campaign.Step{Kind: campaign.Quiz, Title: "考一考：" + names[topic], Topic: topic, Lessons: lessons, MinSeconds: 20})
	}
	c.Steps = append(c.Steps, campaign.Step{Kind: campaign.Commit, Title: "我承诺", Text: "我会把学到的方法讲给家人听，遇到危险先保护自己，再报告老师和家长。"})
	return c, nil
}
