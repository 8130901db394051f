package app

import (
	"maps"
	"slices"

	"huxue/internal/modules/alarm"
	schoolbus "huxue/internal/modules/bus"
	"huxue/internal/modules/campaign"
	"huxue/internal/modules/drill"
	"huxue/internal/modules/federation"
	"huxue/internal/modules/hazard"
	"huxue/internal/modules/inspection"
	"huxue/internal/modules/lesson"
	"huxue/internal/modules/letter"
	"huxue/internal/modules/mediation"
	"huxue/internal/modules/routine"
	"huxue/internal/modules/tipoff"
	"huxue/internal/modules/video"
	"huxue/internal/platform/access"
	"huxue/internal/platform/audit"
	"huxue/internal/platform/auth"
	"huxue/internal/platform/checklist"
	"huxue/internal/platform/files"
	"huxue/internal/platform/norm"
	"huxue/internal/platform/notify"
	"huxue/internal/platform/org"
	"huxue/internal/platform/paper"
	"huxue/internal/platform/pupil"
	"huxue/internal/platform/setting"
)

// The bundles that several roles share.
var (
	looksAtOrg       = []access.Perm{org.PermView, norm.PermView}
	looksAtCampaigns = []access.Perm{campaign.PermView}
	runsCampaigns    = []access.Perm{campaign.PermView, campaign.PermEdit, campaign.PermApprove, campaign.PermReview}
	leadsClass       = []access.Perm{campaign.PermLead}
	// teachesSchool is what a school may do in campaigns: lead any of its classes, judge what looks doubtful.
	teachesSchool = []access.Perm{campaign.PermView, campaign.PermLead, campaign.PermTeach, campaign.PermReview}
	reportsUp     = []access.Perm{federation.PermView, federation.PermReport}
	watchesAlarm  = []access.Perm{alarm.PermView, alarm.PermStats, notify.PermReceipts}
	pressesAlone  = []access.Perm{alarm.PermRaise, alarm.PermView}
	pressesAlarm  = []access.Perm{alarm.PermRaise, alarm.PermView, alarm.PermAssist, org.PermView}
	takesAlarm    = []access.Perm{alarm.PermView, alarm.PermAccept, alarm.PermDispatch, alarm.PermClose, alarm.PermAssist, notify.PermReceipts, alarm.PermTestPlan, alarm.PermRecord, alarm.PermStats}
	runsSchool    = []access.Perm{alarm.PermReview, alarm.PermPlan, alarm.PermTest, alarm.PermDrill, org.PermEdit, auth.PermPeopleView, auth.PermPeopleManage, auth.PermDevicesManage,
		pupil.PermView, pupil.PermList, pupil.PermNames, pupil.PermImport, pupil.PermSlips}
	// The bundles of drills: who looks on, who reports a class, who runs them at a
	// school, whom a bureau answers to.
	watchesDrill  = []access.Perm{drill.PermView, drill.PermStats}
	reportsDrill  = []access.Perm{drill.PermView, drill.PermReport}
	runsDrill     = []access.Perm{drill.PermView, drill.PermStats, drill.PermPlan, drill.PermCommand, drill.PermReport}
	overseesDrill = []access.Perm{drill.PermView, drill.PermStats, drill.PermOversee}
	lettersAll    = []access.Perm{letter.PermView, letter.PermWrite, letter.PermApprove}
	lettersOwn    = []access.Perm{letter.PermView, letter.PermWrite}
	lettersRead   = []access.Perm{letter.PermView}
	routineSee    = []access.Perm{routine.PermView}
	routineHold   = []access.Perm{routine.PermView, routine.PermRecord}
	routineRun    = []access.Perm{routine.PermView, routine.PermRecord, routine.PermManage}
	routineBoss   = []access.Perm{routine.PermView, routine.PermManage, routine.PermCalendar}
	routineMeet   = []access.Perm{routine.PermAgree}
	// runsSchools is what a bureau may do in its area, the city's and a county's alike.
	runsSchools = []access.Perm{alarm.PermRaise, alarm.PermAssist, alarm.PermRecord, alarm.PermOversee, alarm.PermPlan, alarm.PermTestPlan, alarm.PermDrill, org.PermEdit, org.PermImport, norm.PermEdit,
		auth.PermPeopleView, auth.PermPeopleManage, auth.PermDevicesManage, notify.PermManage, pupil.PermView, pupil.PermImport}
	// writesLessons: whoever teaches may write a lesson, and publish it where he works.
	writesLessons = []access.Perm{lesson.PermView, lesson.PermEdit, lesson.PermPublish}
	seesLessons   = []access.Perm{lesson.PermView}
	// Whoever inspects or is inspected may read the checklists; a bureau writes them.
	readsLists  = []access.Perm{checklist.PermView}
	writesLists = []access.Perm{checklist.PermView, checklist.PermEdit}
	seesPupils  = []access.Perm{pupil.PermView, pupil.PermList}
)

// Inspections: a bureau orders and plans, departments take part, a school inspects
// itself and signs.
var (
	inspectRun  = with(inspectTake, []access.Perm{inspection.PermRun})
	inspectTake = []access.Perm{inspection.PermView, inspection.PermTake, inspection.PermAnswer, inspection.PermStats}
	inspectSelf = []access.Perm{inspection.PermView, inspection.PermSelf, inspection.PermAnswer, inspection.PermStats}
	inspectHead = with(inspectSelf, []access.Perm{inspection.PermSign})
)

// inspectorRoles say for which agency a role inspects.
var inspectorRoles = map[string]string{"bureau_city": "education", "bureau_county": "education", "inspector": "education", "police_station": "police",
	"police_command": "police", "market": "market", "fire": "fire"}

// marksPapers is what every agency may do that issues papers: set its own word mark.
var marksPapers = []access.Perm{paper.PermMark}

// roles are who there is in school safety and what each may do (domain.md
// §9.1). A role says nothing about where: that is the grant's.
var roles = also([]auth.Role{
	{Key: "bureau_city", SecondFactor: true,
		Perms:   with(seesBuses, settlesAbove, inspectRun, marksPapers, writesLists, looksAtOrg, watchesAlarm, runsSchools, runsCampaigns, writesLessons, overseesDrill, lettersAll, reportsUp, routineBoss),
		Manages: []string{"bureau_county", "principal", "safety_officer", "teacher", "guard", "bus_attendant", "volunteer", "inspector"}},
	{Key: "bureau_county", SecondFactor: true,
		Perms:   with(settlesBuses, settlesAbove, inspectRun, marksPapers, writesLists, looksAtOrg, watchesAlarm, runsSchools, runsCampaigns, writesLessons, overseesDrill, lettersAll, routineBoss),
		Manages: []string{"principal", "safety_officer", "teacher", "guard", "bus_attendant", "volunteer", "inspector"}},
	{Key: "bureau_province", SecondFactor: true, Perms: with(looksAtOrg, []access.Perm{federation.PermView, federation.PermReceive})},
	{Key: "principal", SecondFactor: true, Perms: with(runsBuses, settlesSchool, decidesCare, inspectHead, readsLists, looksAtOrg, pressesAlarm, watchesAlarm, runsSchool, teachesSchool, writesLessons, runsDrill, []access.Perm{alarm.PermRecord, drill.PermApprove}, lettersAll, routineRun),
		Manages: []string{"safety_officer", "teacher", "guard", "bus_attendant", "volunteer"}},
	{Key: "safety_officer", SecondFactor: true, Perms: with(runsBuses, settlesDaily, inspectSelf, readsLists, looksAtOrg, pressesAlarm, watchesAlarm, runsSchool, teachesSchool, writesLessons, runsDrill, lettersOwn, routineRun),
		Manages: []string{"teacher", "guard", "bus_attendant", "volunteer"}},
	{Key: "teacher", Perms: with(caresFor, readsLists, leadsClass, pressesAlarm, looksAtCampaigns, seesPupils, writesLessons, reportsDrill, lettersRead, routineHold)},
	{Key: "guard", Perms: with(looksAtNotices, pressesAlarm, reportsDrill, []access.Perm{alarm.PermTest, alarm.PermDrill})},
	{Key: "bus_attendant", Perms: attendsBus},
	{Key: "volunteer", Perms: []access.Perm{alarm.PermRaise}},
	{Key: "police_command", SecondFactor: true, Watch: true,
		Perms: with(tellsSchools, inspectTake, readsLists, takesAlarm, seesLessons, []access.Perm{org.PermView, alarm.PermPlan, notify.PermManage, drill.PermView})},
	{Key: "police_station", SecondFactor: true, Watch: true, Perms: with(tellsSchools, inspectTake, marksPapers, readsLists, takesAlarm, seesLessons, []access.Perm{org.PermView, drill.PermView}, routineMeet)},
	{Key: "inspector", SecondFactor: true, Perms: with(seesBuses, inspectTake, marksPapers, readsLists, looksAtOrg, watchesAlarm, looksAtCampaigns, seesLessons, watchesDrill, lettersRead, routineSee)},
	{Key: "market", SecondFactor: true, Perms: with(inspectTake, marksPapers, readsLists, looksAtOrg)},
	{Key: "fire", SecondFactor: true, Perms: with(inspectTake, marksPapers, readsLists, looksAtOrg)},
	{Key: "discipline", SecondFactor: true, Perms: looksAtOrg},
	{Key: auditorRole, SecondFactor: true, Perms: []access.Perm{audit.PermView}},
	{Key: sysadminRole, SecondFactor: true,
		Perms: []access.Perm{setting.PermView, setting.PermEdit, org.PermView, norm.PermView, auth.PermPeopleView, auth.PermPeopleManage,
			auth.PermDevicesManage, notify.PermManage, paper.PermMarkAny},
		Manages: []string{"bureau_province", "bureau_city", "bureau_county", "principal", "police_command", "police_station", "inspector", "market", "fire",
			"discipline", securityRole, auditorRole, sysadminRole}},
	{Key: securityRole, SecondFactor: true,
		Perms: []access.Perm{auth.PermPeopleView, auth.PermSessionsRevoke, setting.PermView}},
}, hazardHeld, paperHeld, tipoffHeld, deviceHeld, handoverHeld, noticeHeld, cascadeHeld, videoHeld)

// purposes are what files may be handed in for.
var purposes = []files.Purpose{
	{Key: alarm.PurposePhoto, Add: alarm.PermAssist, View: alarm.PermView, MaxBytes: alarm.MaxPhoto, Kinds: files.Photos, Photo: true},
	{Key: drill.PurposePhoto, Add: drill.PermReport, View: drill.PermView, MaxBytes: drill.MaxPhoto, Kinds: files.Photos, Photo: true},
	{Key: schoolbus.PurposePhoto, Add: schoolbus.PermAttend, View: schoolbus.PermView, MaxBytes: schoolbus.MaxPhoto, Kinds: files.Photos, Photo: true},
	{Key: mediation.PurposePaper, Add: mediation.PermHandle, MaxBytes: mediation.MaxPaper, Kinds: files.Papers}, // only the room itself shows it
	{Key: hazard.PurposePhoto, Add: hazard.PermFind, View: hazard.PermAll, MaxBytes: hazard.MaxPhoto, Kinds: files.Photos, Photo: true},
	{Key: video.PurposeClip, MaxBytes: video.MaxClip, Kinds: []string{files.MP4}}, // only the room itself shows it
	{Key: video.PurposeDownload, MaxBytes: video.MaxDownload, Kinds: []string{files.MP4}},
	{Key: tipoff.PurposePhoto, Add: tipoff.PermHandle, View: tipoff.PermView, MaxBytes: tipoff.MaxPhoto, Kinds: files.Photos, Photo: true},
	{Key: alarm.PurposeVoice, Add: alarm.PermAssist, View: alarm.PermView, MaxBytes: alarm.MaxVoice, Kinds: files.Voices},
	{Key: lesson.PurposePicture, Add: lesson.PermEdit, View: lesson.PermView, MaxBytes: lesson.MaxPicture, Kinds: lesson.Pictures},
	{Key: lesson.PurposeVideo, Add: lesson.PermEdit, View: lesson.PermView, MaxBytes: lesson.MaxVideo, Kinds: lesson.Videos},
	{Key: routine.PurposePhoto, Add: routine.PermRecord, View: routine.PermView, MaxBytes: routine.MaxPhoto, Kinds: files.Photos, Photo: true},
	{Key: inspection.PurposePhoto, Add: inspection.PermAnswer, View: inspection.PermView, MaxBytes: inspection.MaxPhoto, Kinds: files.Photos, Photo: true},
	{Key: inspection.PurposeVoice, Add: inspection.PermAnswer, View: inspection.PermView, MaxBytes: inspection.MaxVoice, Kinds: files.Voices},
	{Key: inspection.PurposeSign, Add: inspection.PermAnswer, View: inspection.PermView, MaxBytes: inspection.MaxSign, Kinds: files.Photos, Photo: true},
	{Key: lesson.PurposeImport, Add: lesson.PermEdit, View: lesson.PermEdit, MaxBytes: lesson.MaxImport, Kinds: lesson.Imports},
}

// Roles returns the roles there are.
func Roles() []auth.Role { return slices.Clone(roles) }

// The three administrators, of whom nobody is two (三员分立, GB/T 22239-2019
// 8.1.4.2; domain.md §8.2).
const (
	sysadminRole = "sysadmin"
	securityRole = "security"
	auditorRole  = "auditor"
)

// devices are what an enrolled device may do with nobody logged in on it, by its
// kind: a terminal presses, a siren rings.
var devices = map[string][]access.Perm{
	auth.KindGate: with(pressesAlone, readsNotices), auth.KindPhone: with(pressesAlone, readsNotices), auth.KindSiren: {alarm.PermRing, notify.PermSiren},
}

// Devices returns what devices may do.
func Devices() map[string][]access.Perm { return maps.Clone(devices) }

// alarmRoles fill the posts of response plans and take alarms in hand. The duty
// leader and the minimum emergency unit are named by each school. (domain.md §5.6)
var alarmRoles = alarm.Roles{
	Posts: map[alarm.Post][]string{
		alarm.PostStation: {"police_station"}, alarm.PostCommand: {"police_command"}, alarm.PostPrincipal: {"principal"},
		alarm.PostSafety: {"safety_officer"}, alarm.PostGuards: {"guard"}, alarm.PostCounty: {"bureau_county"}, alarm.PostCity: {"bureau_city"},
	},
	Desk: []string{"police_command", "police_station"}, Helpers: []string{"principal", "safety_officer", "teacher", "guard"},
}

func with(bundles ...[]access.Perm) []access.Perm {
	var out []access.Perm
	for _, b := range bundles {
		out = append(out, b...)
	}
	return out
}
