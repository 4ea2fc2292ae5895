# Texts of the portal. Every key is in every language; a test compares them.

## On every page

product = 나눔
error-prefix = 오류
skip-to-content = 본문으로 건너뛰기
main-menu = 주 메뉴
home = 모든 도시
nav-mine = 내 이용
nav-desk = 창구
sign-in = 로그인
sign-out = 로그아웃
language = 언어
footer-text = 나눔, 나눌수록 커집니다.
footer-developers = 프로그래밍 인터페이스
error-summary-title = 처리하지 못했습니다
more = 더 보기
first-page = 처음으로
next-page = 다음 페이지
session-ended = 로그인이 만료되었습니다. 다시 로그인해 주세요.

## Dates and times

weekday-1 = 월요일
weekday-2 = 화요일
weekday-3 = 수요일
weekday-4 = 목요일
weekday-5 = 금요일
weekday-6 = 토요일
weekday-7 = 일요일
weekday-short-1 = 월
weekday-short-2 = 화
weekday-short-3 = 수
weekday-short-4 = 목
weekday-short-5 = 금
weekday-short-6 = 토
weekday-short-7 = 일
month-1 = 1월
month-2 = 2월
month-3 = 3월
month-4 = 4월
month-5 = 5월
month-6 = 6월
month-7 = 7월
month-8 = 8월
month-9 = 9월
month-10 = 10월
month-11 = 11월
month-12 = 12월
date-long = { $year }년 { $month } { $day }일 { $weekday }
date-short = { $month } { $day }일
hours = { $hours }시간
minutes = { $minutes }분
days = { $days }일
times-in-zone = 현지 시각 기준: { $zone } (UTC{ $offset })

## The hub

hub-title = 도시가 함께 나눕니다
hub-lead = 회의실, 차량, 공구, 책. 이미 있는 것을 빌리고 예약하세요.
search-label = 무엇을 찾으세요?
search-hint = 예: 드릴, 주방, 회의실
search-tenant = 어디에서?
search-everywhere = 모든 도시
search-button = 검색
listings-all = 지금 나누는 것
listings-found = “{ $text }” 검색 결과
listings-none = 검색 결과가 없습니다
listings-none-hint = 더 짧은 낱말로 찾거나 모든 도시에서 찾아 보세요.
listings-empty = 아직 나누는 것이 없습니다.
cities-title = 도시와 기관
cities-empty = 아직 참여한 도시가 없습니다.
kind-of-tenant-associate = 협력 기관
kind-of-tenant-secretariat = 네트워크 사무국

## A city

city-lead = { $city }에서 함께 나누는 것
city-no-sites = 아직 문을 연 곳이 없습니다.
city-search-label = { $city }에서 찾기
city-opening-hours = 이용 시간
city-hours-none = 정해진 시간 없음
city-resources = 예약하기
city-titles = 빌리기
city-site-empty = 아직 나누는 것이 없습니다.
city-everything = { $city }에서 나누는 것 모두 보기

## A resource

resource-free-times = 비어 있는 시간
resource-facts = 안내
resource-persons = 최대 { $count }명
resource-units = 자리 { $count }개
resource-length = { $shortest }에서 { $longest }까지
resource-approval = 담당자가 확인한 뒤 확정됩니다
resource-equipment = 장비
resource-accessibility = 접근성
resource-address = 주소
date-label = 날짜
date-show = 보기
previous-day = 전날
next-day = 다음 날
days-ahead = 이날부터 일주일
day-free = 빈 시간 있음
day-full = 빈 시간 없음
free-none = 이날은 비어 있는 시간이 없습니다.
free-none-hint = 다른 날을 골라 주세요. 빈 시간이 있는 날은 표시되어 있습니다.
reserve-title = 예약하기
starts-at-label = 시작
ends-at-label = 끝
persons-label = 몇 명이 오세요?
persons-hint = 최대 { $count }명
optional = 선택
reserve-button = 예약
reserve-button-approval = 신청
reserve-approval-hint = 담당자가 신청을 확인합니다. 그때까지 이 시간은 비워 둡니다.
reserve-sign-in = 로그인하고 예약하기
reserve-register = 회원 등록하고 예약하기
change-title = 변경
change-of = { $time } 예약을 변경하고 있습니다. 저장하기 전까지는 그대로 유지됩니다.
change-approval-hint = 시간을 늘리거나 옮기면 담당자가 다시 승인합니다.
change-button = 변경 저장
free-instead = 대신 비어 있는 시간
others-instead = 같은 시간에 비어 있는 곳
reserve-this = { $time } 예약
starts-at-missing = 시작 시각을 고르세요
ends-at-missing = 끝나는 시각을 고르세요
ends-before-start = 끝나는 시각은 시작보다 뒤여야 합니다
persons-not-a-number = 인원을 1 이상의 숫자로 적어 주세요
date-not-understood = 올바른 날짜가 아닙니다

## A title

title-by = { $creator }
title-items = 소장
title-available = { $count ->
    [0] 모두 대출 중
   *[other] { $count }점 대출 가능
}
title-no-items = 아직 소장품이 없습니다.
title-barcode = 바코드
title-state = 상태
title-loan-days = 대출 기간
title-donor = 기증
title-where = 장소
item-available = 대출 가능
item-set-aside = 보관 중
item-on-loan = 대출 중
queue-length = { $count ->
    [0] 기다리는 사람 없음
   *[other] { $count }명이 기다리는 중
}
borrow-title = 빌리기
borrow-at-desk = 회원증을 가지고 오시면 창구에서 내어 드립니다.
hold-text = 차례가 되면 이메일로 알려 드리고 따로 보관해 둡니다.
hold-button = 대기 신청
hold-sign-in = 로그인하고 대기 신청하기
hold-register = 회원 등록하고 대기 신청하기

wait-title = 예약된 시간 대기하기
wait-hint = 시간이 비면 가장 오래 기다린 분을 위해 비워 둡니다. 차례가 되면 이메일로 알려 드립니다.
wait-button = 대기하기
## Series

series-new-title = 정기 예약
series-new-text = 고른 요일마다 매주 같은 시간에 예약합니다. 먼저 예약할 수 있는 날짜를 확인하세요. 확정하기 전에는 예약되지 않습니다.
series-days = 요일
series-first = 첫날
series-until = 마지막 날
series-preview-button = 가능한 날짜 확인
series-preview-title = 날짜
series-preview-summary = { $count }일 중 { $possible }일을 예약할 수 있습니다.
series-possible = 예약 가능
series-not-possible = 예약 불가
series-leave-out = 예약할 수 없는 날짜는 빼기
series-leave-out-missing = 예약할 수 없는 날짜가 있습니다. 나머지를 예약하려면 표시해 주세요.
series-make-button = 이 날짜들 예약
series-none-possible = 예약할 수 있는 날짜가 없습니다. 다른 요일이나 시간을 골라 주세요.
series-first-missing = 첫날을 고르세요
series-until-missing = 마지막 날을 고르세요
series-until-before-first = 마지막 날은 첫날보다 앞설 수 없습니다
series-days-missing = 요일을 하나 이상 고르세요
series-no-such-day = 첫날과 마지막 날 사이에 고른 요일이 없습니다
series-title = 정기 예약
series-to-come = 앞으로의 날짜
series-to-come-none = 남은 정기 예약이 없습니다.
series-past = 지난 날짜
series-left-out = 처음에 제외된 날짜
series-from-date = 이 날짜부터
series-change-title = 남은 예약의 시간 변경
series-change-hint = 그 날짜부터 모두 옮기거나, 하나도 옮기지 않습니다. 날짜를 비우면 남은 예약 전부입니다.
series-change-button = 시간 변경
series-cancel-title = 남은 예약 취소
series-cancel-hint = 그 날짜부터 모두 취소합니다. 날짜를 비우면 남은 예약 전부입니다.
series-cancel-button = 남은 예약 취소
series-of = 정기 예약의 하나
series-more = 외 { $count }일

## My page

mine-title = 내 이용
mine-lead = { $city }의 예약, 대출, 대기
mine-reservations = 예약
mine-reservations-none = 앞으로의 예약이 없습니다.
mine-reservations-past = 지난 예약과 취소한 예약
mine-loans = 대출 중
mine-loans-none = 빌린 것이 없습니다.
mine-loans-past = 반납함
mine-holds = 대기 중
mine-holds-none = 대기 신청이 없습니다.
mine-waits = 대기 중인 시간
wait-offered = { $time }까지 비워 두었습니다
wait-place = 대기 { $count }번째
decided-by = { $time }까지 결정
given-to-another = 이 시간은 다른 분께 배정되었습니다.
not-drawn = 추첨으로 배정되었으며 당첨되지 않았습니다.
mine-find = 찾아보기
state-requested = 확인 대기
state-confirmed = 확정
state-refused = 거절
state-cancelled = 취소
state-released = 미이용 해제
state-waiting = 대기 중
state-ready = 받아 가세요
state-fulfilled = 대출함
state-lapsed = 기간 만료
refused-because = 사유: { $reason }
persons-count = { $count }명
due-on = { $date }까지 반납
overdue = { $date }부터 연체
returned-on = { $date } 반납
placed-on = { $date }부터 대기
cancel-reservation = 취소
change-reservation = 변경
cancel-hold = 대기 취소
accept-offer = 수락
decline-offer = 거절
leave-waitlist = 대기 그만하기
checked-in-at = 입실 확인: { $time }
check-in-times = 입실 확인 시간: { $times }
check-in-code = 입실 확인 번호:
check-in-button = 도착했습니다
mine-data = 내 개인정보
mine-data-text = 이름, 이메일 주소, 카드, 로그인 정보는 회원님만의 열쇠로 잠가 보관합니다.
mine-erase = 내 개인정보 삭제
erase-title = 개인정보 삭제
erase-lead = 되돌릴 수 없습니다.
erase-key = 이름, 이메일 주소, 카드 번호, 로그인 정보를 기록의 모든 사본에서도 다시는 읽을 수 없게 됩니다.
erase-mails = 아직 보내지 않은 안내는 보내지 않습니다.
erase-stays = 예약, 대출, 대기는 이름 없이 남습니다. 빌린 물건은 돌려주셔야 하며, 필요 없는 예약은 먼저 취소해 주세요.
erase-anew = 언제든지 새 회원으로 다시 등록할 수 있습니다.
erase-confirm = 영구 삭제
erase-keep = 그대로 두기
erased-title = 개인정보를 삭제했습니다
erased-lead = 이 번호를 보관해 주세요. 이름이 아니며, 이 번호로 무엇을 삭제했는지 확인할 수 있습니다.
erased-copies = 이전에 만든 열쇠 사본은 { $date }까지 폐기합니다.
erased-mail-servers = 이미 보낸 메일은 회원님과 메일 제공업체에 남아 있습니다.

## The desk

desk-title = 창구
desk-choose = 장소와 날짜
desk-site = 장소
desk-hand-out = 내어 주기
desk-card = 회원증 번호
desk-barcode = 바코드
desk-lend-button = 내어 주기
desk-take-back = 돌려받기
desk-take-back-button = 돌려받기
desk-waiting = 확인을 기다리는 신청
desk-waiting-none = 기다리는 신청이 없습니다.
desk-today = 이날의 예약
desk-today-none = 이날은 예약이 없습니다.
desk-ready = 받아 갈 것
desk-ready-none = 보관 중인 것이 없습니다.
desk-queue = 대기 중
desk-queue-none = 기다리는 사람이 없습니다.
desk-loans = 대출 중
desk-loans-none = 대출 중인 것이 없습니다.
desk-accept = 승인
desk-refuse = 거절
desk-reason = 회원에게 알릴 사유
desk-card-missing = 회원증 번호를 적어 주세요
desk-barcode-missing = 바코드를 적어 주세요
desk-reason-missing = 거절 사유를 적어 주세요
desk-cancel = 사유를 적어 취소
desk-cancel-reason-missing = 취소 사유를 적어 주세요
desk-check-in = 입실 확인
desk-code = 회원이 보여 주는 번호
desk-known = 번호 없이: 본인임을 확인했습니다
desk-code-missing = 번호를 적어 주세요
desk-blocked = 이날 이용이 제한된 시간
desk-blocked-none = 제한된 시간이 없습니다.
desk-block = 이용 제한
desk-block-resource = 대상
desk-block-reason = 사유 (모두에게 공개)
desk-block-displace = 겹치는 예약을 취소하고 회원에게 알림
desk-block-button = 제한
desk-block-resource-missing = 대상을 선택해 주세요
desk-block-reason-missing = 제한 사유를 적어 주세요
desk-lift = 제한 해제
desk-card-unknown = 회원증 { $card }을(를) 가진 회원이 없습니다.
desk-barcode-unknown = 바코드 { $barcode }인 소장품이 없습니다.
desk-more = 여기 보이는 것 말고도 더 있습니다.

## Signing in

sign-in-title = { $city } 로그인
sign-in-already = 로그인되어 있습니다.
sign-in-to-mine = 내 이용으로 가기
sign-in-demo = 시연
sign-in-demo-text = 시연용입니다. 누구나 누구로든 로그인할 수 있으니 실제 정보를 적지 마세요.
sign-in-demo-subject = 누구세요?
sign-in-demo-subject-hint = <도시>/<사람>, 예: { $example }
sign-in-demo-quick = 또는 바로 로그인
sign-in-demo-subject-missing = 띄어쓰기 없이 영문자와 숫자로 적어 주세요
sign-in-not-there = { $issuer } 계정으로는 아직 브라우저에서 로그인할 수 없습니다.
sign-in-stranger = { $city }에서 인정하지 않는 계정으로 로그인되어 있습니다.
register-title = { $city } 회원 등록
register-text = 로그인되었습니다. 예약하고 빌리려면 연락받을 곳을 알려 주세요.
register-name = 이름
register-email = 이메일
register-email-hint = 예약 확인과 알림을 이곳으로 보냅니다.
register-language = 알림을 받을 언어
register-button = 등록
register-name-missing = 이름을 적어 주세요
register-email-missing = name@example.org 같은 이메일 주소를 적어 주세요

## What was done

done-reserved = 예약되었습니다. 확인 이메일을 보내 드립니다.
done-requested = 신청이 창구에 전달되었습니다. 결정되면 이메일로 알려 드립니다.
done-reservation-cancelled = 예약을 취소했습니다.
done-reservation-changed = 예약을 변경했습니다. 확인 메일을 보내 드립니다.
done-series-made = 정기 예약이 접수되었습니다. 날짜는 아래와 같습니다.
done-series-changed = 시간을 변경했습니다.
done-series-cancelled = 취소했습니다.
done-checked-in = 입실을 확인했습니다.
done-checked-in-at-the-desk = 입실을 확인했습니다.
done-hold-placed = 대기 신청되었습니다. 차례가 되면 이메일로 알려 드립니다.
done-hold-cancelled = 대기를 취소했습니다.
done-wait-joined = 대기 신청되었습니다. 차례가 되면 이메일을 보내 드립니다.
done-wait-left = 더 이상 대기하지 않습니다.
done-offer-accepted = 수락했습니다. 확인 이메일을 보내 드립니다.
done-offer-declined = 거절했습니다. 다음 대기자에게 제안됩니다.
done-registered = 환영합니다. 회원으로 등록되었습니다.
done-signed-out = 로그아웃했습니다.
done-accepted = 승인했습니다. 회원에게 이메일을 보냅니다.
done-refused = 거절했습니다. 회원에게 사유를 이메일로 보냅니다.
done-cancelled = 취소했습니다. 회원에게 사유를 메일로 알립니다.
done-blocked = 이용을 제한했습니다.
done-lifted = 다시 예약할 수 있습니다.
done-lent = 내어 주었습니다: { $name } ({ $barcode }), { $date }까지 반납.
done-taken-back = 돌려받았습니다: { $name } ({ $barcode }). 제자리에 두세요.
done-taken-back-set-aside = 돌려받았습니다: { $name } ({ $barcode }). 다음 대기자를 위해 보관합니다. 받아 갈 물건 선반에 두세요.

## Refusals

problem-not-understood-title = 내용을 이해하지 못했습니다
problem-not-understood-text = 빠진 것이 있거나 형식이 맞지 않습니다.
problem-sign-in-needed-title = 로그인해 주세요
problem-sign-in-needed-text = 회원을 위한 페이지입니다. 로그인한 뒤 다시 시도해 주세요.
problem-not-allowed-title = 권한이 없습니다
problem-not-allowed-text = 맡은 역할로는 할 수 없습니다.
problem-not-found-title = 페이지를 찾을 수 없습니다
problem-not-found-text = 없는 페이지이거나 볼 수 없는 페이지입니다.
problem-method-not-allowed-title = 여기서는 할 수 없습니다
problem-method-not-allowed-text = 이 페이지는 그렇게 쓸 수 없습니다.
problem-slot-taken-title = 이미 예약된 시간입니다
problem-slot-taken-text = 다른 분이 먼저 예약했습니다.
problem-state-forbids-title = 지금은 할 수 없습니다
problem-state-forbids-text = 그사이 상태가 바뀌었습니다. 다시 확인해 주세요.
problem-still-running-title = 처리하고 있습니다
problem-still-running-text = 먼저 누르신 것을 처리하고 있습니다. 잠시 뒤 다시 확인해 주세요.
problem-stale-title = 그사이 바뀌었습니다
problem-stale-text = 고치는 동안 다른 사람이 바꾸었습니다. 다시 확인해 주세요.
problem-too-large-title = 너무 큽니다
problem-too-large-text = 보내신 것이 받을 수 있는 크기보다 큽니다.
problem-wrong-media-type-title = 읽을 수 없습니다
problem-wrong-media-type-text = 받을 수 없는 형식입니다.
problem-rule-refuses-title = 규칙에 맞지 않습니다
problem-rule-refuses-text = 이곳에서 정한 한도가 있습니다.
problem-key-reused-title = 이미 보낸 양식입니다
problem-key-reused-text = 페이지를 다시 열고 한 번 더 해 주세요.
problem-too-many-requests-title = 요청이 너무 많습니다
problem-too-many-requests-text = 잠시 기다렸다가 다시 시도해 주세요.
problem-try-again-title = 다시 시도해 주세요
problem-try-again-text = 지금 일부가 응답하지 않습니다. 잃어버린 것은 없으니 잠시 뒤 다시 시도해 주세요.
problem-defect-title = 문제가 생겼습니다
problem-defect-text = 이용하시는 분의 잘못이 아니라 저희 잘못입니다.
problem-other-site-title = 다른 사이트에서 보낸 양식입니다
problem-other-site-text = 이 페이지에서 보낸 양식이 아니어서 아무것도 하지 않았습니다. 여기서 페이지를 열고 다시 해 주세요.
problem-back = 페이지로 돌아가기
rule-limit = 한도: { $limit }
rule-actual = 지금 또는 요청: { $actual }

rule-on-the-grid = 예약은 { $limit } 단위로 시작하고 끝납니다.
rule-not-too-short = 가장 짧은 예약은 { $limit }인데 { $actual }을(를) 신청하셨습니다.
rule-not-too-long = 가장 긴 예약은 { $limit }인데 { $actual }을(를) 신청하셨습니다.
rule-persons-have-place = 최대 { $limit }명인데 { $actual }명을 신청하셨습니다.
rule-within-hours = 이 시간({ $actual })에는 열려 있지 않은 때가 있습니다. 이용 시간: { $limit }.
rule-closed = 이날은 열지 않습니다.
rule-not-in-the-past = 이미 지난 시간입니다.
rule-within-the-horizon = { $limit }까지만 예약을 받습니다.
rule-early-enough = 시작 { $limit } 전까지만 할 수 있습니다. 시작: { $actual }.
rule-on-its-dates = 예약할 수 있는 기간: { $limit }. 신청한 시간: { $actual }.
dates-from = { $date }부터
dates-until = { $date }까지
rule-a-unit-is-free = 다른 분이 이 시간을 예약했습니다.
rule-a-unit-of-many-is-free = 이 시간 중에 { $limit }자리가 모두 찹니다.
rule-residents-first = 최대 { $limit } 전부터 예약할 수 있습니다. 신청한 날까지 { $actual } 남았습니다. 주민은 더 일찍 예약할 수 있습니다.
rule-for-a-purpose-that-is-served = 정해진 용도로만 이용할 수 있습니다: { $limit }.
rule-adults-only = 성인만 예약할 수 있습니다. 창구에서 성인임을 확인받으세요.
rule-who-is-entitled = 자격이 있는 분만 예약할 수 있습니다: { $limit }. 창구에서 자격을 확인받으세요.
rule-who-has-learnt-it = 교육을 받은 분만 예약할 수 있습니다: { $limit }. 이수 여부는 창구에서 등록합니다.
rule-nobody-but-groups = 단체만 예약할 수 있습니다.
rule-kinds-of-groups-that-are-served = 다음 단체만 예약할 수 있습니다: { $limit }.
rule-not-while-suspended = { $actual }까지 예약할 수 없습니다. 벌점 { $limit }점이 되면 이용이 정지됩니다.
rule-the-clock-shows-the-time = 이날은 시계가 바뀌어 이 시각이 없습니다.
allowance-reservations = { $within } 예약은 최대 { $limit }건입니다. 이번 예약까지 { $actual }건이 됩니다.
allowance-minutes = { $within } 최대 { $limit } 예약할 수 있습니다. 이번 예약까지 { $actual }이 됩니다.
allowance-per-day = 하루에
allowance-per-week = 한 주에
allowance-per-month = 한 달에
allowance-per-season = 한 시즌에
allowance-per-days = { $days }일 동안
allowance-at-the-same-time = 동시에
rule-what-has-a-quota-is-reserved-one-by-one = 1인당 예약 횟수가 정해져 있습니다. 날짜마다 따로 예약해 주세요.
rule-what-is-drawn-is-applied-for-one-by-one = 날짜마다 추첨합니다. 날짜마다 따로 신청해 주세요.
rule-only-what-is-to-come-is-changed = 그 날짜 이후에 남은 정기 예약이 없습니다.
rule-a-series-has-dates = 예약할 수 있는 날짜가 하나도 없습니다.
rule-every-date-can-be-had = 예약할 수 없는 날짜가 있습니다.
rule-a-series-has-so-many-dates = 정기 예약은 최대 { $limit }회입니다. 마지막 날짜를 앞당겨 주세요.
rule-only-what-waits-is-decided = 이미 결정된 신청입니다.
rule-only-what-stands-is-cancelled = 이미 효력이 없는 예약입니다.
rule-only-before-its-end = 이미 끝난 예약입니다.
rule-in-the-time-of-check-in = 지금은 입실 확인 시간이 아닙니다. 확인 시간: { $limit }.
rule-what-was-released-is-nobodys = 시간 안에 입실을 확인하지 않아 예약이 해제되었습니다.
rule-the-code-fits = 이 예약의 번호가 아닙니다.
rule-codes-are-not-guessed = 틀린 번호가 너무 많이 입력되었습니다. 번호 없이 입실을 확인해 주세요.
rule-the-code-is-given-at-the-place = 번호를 창구나 문 앞의 기기에 알려 주세요.
rule-a-reason-is-given = 사유는 1자에서 { $limit }자까지인데 { $actual }자입니다.
rule-an-item-is-lent-once = 대출 중입니다.
rule-set-aside-for-one-member = 차례가 된 다른 회원을 위해 보관하고 있습니다.
rule-the-queue-comes-first = 기다리는 회원이 먼저입니다: { $actual }명.
rule-only-what-is-out-comes-back = 대출 중인 것이 아닙니다.
rule-holds-only-when-none-is-available = 지금 창구에서 바로 빌릴 수 있습니다.
rule-only-active-holds-are-cancelled = 이미 끝난 대기입니다.
rule-one-hold-per-member-and-title = 이미 대기 신청하셨습니다.
rule-no-hold-on-what-one-has = 이미 빌리셨습니다.
rule-only-what-is-taken-is-waited-for = 이 시간은 비어 있습니다. 바로 예약하세요.
rule-so-many-wait = 이미 { $limit }명이 대기 중입니다.
rule-only-who-waits-is-served = 이 대기 순서는 끝났습니다.
rule-an-offer-is-answered-in-time = 응답 기한은 { $limit }까지였습니다.
rule-each-has-one-lot = 겹치는 시간에 이미 신청하셨습니다. 먼저 그 신청을 철회하세요.
rule-what-is-drawn-waits-for-the-draw = 이 시간은 { $limit }에 추첨합니다.
rule-wait-where-there-is-a-queue = 이곳에서는 시간을 대기할 수 없습니다.
rule-queue-length = 대기가 가득 찼습니다: { $actual }명이 기다리고, { $limit }명까지 가능합니다.
rule-member-name = 이름이 너무 길거나 이름에 쓸 수 없는 문자가 있습니다.
rule-member-email = 메일을 보낼 수 있는 이메일 주소가 아닙니다.

## Kinds

kind-room = 방
kind-hall = 홀
kind-kitchen = 주방
kind-desk = 책상
kind-office = 사무실
kind-computer = 컴퓨터
kind-vehicle = 차량
kind-boat = 배
kind-parking = 주차
kind-stall = 장터 자리
kind-machine = 기계
kind-guest-room = 손님방
kind-tool = 공구
kind-book = 책
kind-suit = 정장
kind-bag = 가방
kind-game = 놀이
kind-device = 기기
kind-camping = 캠핑
kind-instrument = 악기
kind-toy = 장난감

price-per-hour = 시간당 { $price }
price-per-day = 하루 { $price }
price-flat = 예약당 { $price }
price-per-block = 첫 { $length } { $first }, 추가 { $length }마다 { $further }
price-deposit = 보증금: { $deposit }
price-of = 요금: { $price }
price-with-deposit = 요금: { $price }, 보증금: { $deposit }

## Holidays, blocks, and what is shown

block-label = 시간
holiday-closed = 휴관:
holiday-hours = 공휴일 운영 시간이 적용됩니다:
badge-draft = 초안
badge-not-shown = 지금은 공개되지 않음
badge-archived = 보관됨
resource-photos = 사진
resource-qualification = 교육을 이수한 사람만 이용할 수 있습니다: { $training }
rule-within-hours-of-holidays = 휴일이 포함되어 있습니다. 운영 시간: { $limit }.
rule-in-whole-blocks = 정해진 시간 단위로 예약합니다: { $limit }.
rule-blocks-are-combined-as-allowed = 이어지는 시간 단위는 최대 { $limit }개까지 한 번에 예약할 수 있습니다. 요청: { $actual }개.
rule-one-a-day = 하루에 한 번만 예약할 수 있으며 이미 예약되었습니다.
rule-its-month-is-open = 이 달의 예약은 { $limit }부터 받습니다.
rule-what-is-published-is-reserved = 더 이상 새 예약을 받지 않습니다.
## Calendars for programs
busy-reserved = 예약됨
busy-blocked = 이용 제한
busy-closed = 이용 시간 아님
busy-left = { $units }개 중 { $free }개 이용 가능
calendar-of = { $city } 예약
resource-calendar = 예약 현황 캘린더 구독 (iCalendar)
site-calendar = 이곳의 캘린더 구독 (iCalendar)
reservation-calendar = 내 캘린더에 추가
mine-calendar = 내 캘린더
mine-calendar-closed = 회원님만 아는 주소로 회원님의 캘린더가 예약을 읽어 와 늘 최신으로 보여 줍니다.
mine-calendar-open = 이 주소를 가진 사람은 누구나 회원님의 예약을 볼 수 있습니다. 캘린더에 추가하고 다른 사람에게 알리지 마세요.
mine-calendar-subscribe = 내 캘린더 구독
mine-calendar-renew = 새 주소로 바꾸기
mine-calendar-close = 주소 닫기
done-calendar-opened = 새 주소에서 캘린더를 읽을 수 있습니다.
done-calendar-closed = 이제 캘린더를 읽을 수 없습니다.
