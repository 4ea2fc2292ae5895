# 회원이 읽는 글. 이름 뒤에 조사가 붙지 않도록 이름은 따로 적습니다.

greeting = { $name } 님, 안녕하세요.

closing =
    감사합니다.
    { $tenant } 드림

    이 메일은 자동으로 발송되었으며, 회신하셔도 확인되지 않습니다.

when-one-day = { $day } { $from } – { $until } (현지 시각, { $zone })
when-many-days = { $day } { $from } – { $last-day } { $until } (현지 시각, { $zone })

details-reservation =
    대상: { $thing }
    일시: { $when }
    장소: { $site }, { $address }

details-series =
    대상: { $thing }
    시간: { $from } – { $until } (현지 시각, { $zone }), 아래 날짜
    장소: { $site }, { $address }

details-series-of-several-times =
    대상: { $thing }
    장소: { $site }, { $address }

series-dates =
    날짜:
    { $dates }

series-dates-not-had =
    예약하지 못한 날짜:
    { $refused }

series-more = … 외 { $more }건

details-loan =
    대상: { $thing }
    반납 기한: { $due }
    장소: { $site }, { $address }

details-title =
    대상: { $thing }
    장소: { $site }, { $address }

details-standing =
    이용 제한 기한: { $until }

reservation-requested-subject = 예약 신청 접수: { $short-thing }, { $day }
reservation-requested-body =
    예약 신청이 접수되었습니다. 담당자가 검토하는 동안 신청하신 시간은 비워 두며, 결과가 나오면 다시 알려 드리겠습니다.

reservation-asked-for-subject = 신청 접수: { $short-thing }, { $day }
reservation-asked-for-body =
    신청이 접수되었습니다. 결정될 때까지 시간이 확보되지는 않으며 다른 분도 같은 시간을 신청할 수 있습니다. 결과를 다시 알려 드리겠습니다.

reservation-given-to-another-subject = 다른 분께 배정됨: { $short-thing }, { $day }
reservation-given-to-another-body =
    죄송합니다. 신청하신 시간은 다른 분께 배정되었습니다.

    { $free-instead }

reservation-not-drawn-subject = 추첨 결과 안내: { $short-thing }, { $day }
reservation-not-drawn-body =
    신청하신 시간은 추첨으로 배정되었으며, 아쉽게도 당첨되지 않았습니다. 추첨 과정은 누구나 확인할 수 있습니다.

    { $free-instead }

free-instead =
    그날 비어 있는 시간:
    { $times }
nothing-free-instead = 그날에는 비어 있는 시간이 더 없습니다.

reservation-confirmed-subject = 예약 확정: { $short-thing }, { $day }
reservation-confirmed-body =
    예약이 확정되었습니다. 오시기 어려운 경우에는 다른 분이 이용하실 수 있도록 예약을 취소해 주시기 바랍니다.

reservation-refused-subject = 예약 신청 반려: { $short-thing }, { $day }
reservation-refused-body =
    죄송합니다. 신청하신 예약을 승인해 드리지 못하게 되었습니다.

    사유: { $reason }

reservation-lapsed-subject = 예약 신청 만료: { $short-thing }, { $day }
reservation-lapsed-body =
    기한 안에 예약 신청이 처리되지 않아 신청이 자동으로 취소되었습니다. 죄송합니다. 다른 시간으로 다시 신청해 주시기 바랍니다.

reservation-cancelled-subject = 예약 취소: { $short-thing }, { $day }
reservation-cancelled-body =
    아래 예약이 취소되었습니다.

reservation-changed-subject = 예약 변경: { $short-thing }, { $day }
reservation-changed-body =
    예약이 변경되었습니다. 변경된 일시를 확인해 주세요.

reservation-change-requested-subject = 예약 변경 신청: { $short-thing }, { $day }
reservation-change-requested-body =
    예약 변경 신청을 받았습니다. 담당자가 결정할 때까지 예약은 지금 그대로 유지됩니다.

reservation-change-refused-subject = 예약 변경 거절: { $short-thing }, { $day }
reservation-change-refused-body =
    죄송하지만 신청하신 변경을 승인할 수 없습니다. 예약은 그대로 유지됩니다.

    사유: { $reason }

reservation-change-lapsed-subject = 예약 변경 신청 만료: { $short-thing }, { $day }
reservation-change-lapsed-body =
    기한 안에 변경 신청이 처리되지 않았습니다. 죄송합니다. 예약은 그대로 유지됩니다.

reservation-change-given-to-another-subject = 예약 변경 불가: { $short-thing }, { $day }
reservation-change-given-to-another-body =
    추가로 신청하신 시간은 다른 분에게 배정되었습니다. 예약은 그대로 유지됩니다.

series-change-requested-subject = 반복 예약 변경 신청: { $short-thing }, { $day }부터
series-change-requested-body =
    반복 예약의 시간 변경 신청을 받았습니다. 담당자가 결정할 때까지 반복 예약은 그대로 유지됩니다. 신청하신 내용은 다음과 같습니다.

reservation-restored-subject = 예약 복원: { $short-thing }, { $day }
reservation-restored-body =
    아래 예약이 다시 유효합니다.

reservation-gave-way-subject = 부득이한 예약 취소: { $short-thing }, { $day }
reservation-gave-way-body =
    부득이하게 아래 예약을 취소하게 되었습니다.

    사유: { $reason }

reservation-unpaid-subject = 예약이 실효됨: { $short-thing }, { $day }
reservation-unpaid-body =
    이 예약은 기한 내에 결제되지 않아 실효되었습니다. 해당 시간은 다시 비어 있습니다.

series-made-subject = 정기 예약 확정: { $short-thing }, { $day }부터
series-made-body =
    정기 예약이 확정되었습니다. 오시기 어려운 날이 있으면 다른 분이 이용하실 수 있도록 그날의 예약을 취소해 주시기 바랍니다.

series-requested-subject = 정기 예약 신청 접수: { $short-thing }, { $day }부터
series-requested-body =
    정기 예약 신청이 접수되었습니다. 승인을 기다리는 시간은 담당자가 결정할 때까지 회원님을 위해 비워 둡니다. 결정되는 대로 다시 알려 드리겠습니다.

series-asked-for-subject = 정기 예약 신청 안내: { $short-thing }, { $day }부터
series-asked-for-body =
    정기 예약 신청이 접수되었습니다. 결정될 때까지 해당 시간이 확보되는 것은 아니며, 다른 분도 같은 시간을 신청하실 수 있습니다. 결정되는 대로 다시 알려 드리겠습니다.

series-extended-subject = 정기 예약 연장: { $short-thing }, { $day }부터
series-extended-body =
    정기 예약이 연장되었습니다. 아래 날짜가 추가되었습니다.

series-changed-subject = 정기 예약 변경: { $short-thing }, { $day }부터
series-changed-body =
    정기 예약의 시간이 변경되었습니다. 변경된 내용을 확인해 주세요.

series-cancelled-subject = 정기 예약 취소: { $short-thing }, { $day }부터
series-cancelled-body =
    정기 예약 가운데 아래 날짜의 예약이 취소되었습니다.

series-gave-way-subject = 부득이한 정기 예약 취소: { $short-thing }, { $day }부터
series-gave-way-body =
    부득이하게 아래 날짜의 정기 예약을 취소하게 되었습니다.

    사유: { $reason }

wait-offered-subject = 기다리신 시간이 비었습니다: { $short-thing }, { $day }
wait-offered-body =
    기다리시던 시간이 비었습니다. { $deadline-day } { $deadline-time }까지 회원님을 위해 비워 둡니다. 그때까지 내 페이지에서 수락하거나 거절해 주십시오. 그 뒤에는 다음 대기자에게 제안됩니다.

wait-expired-subject = 제안 기한 만료: { $short-thing }, { $day }
wait-expired-body =
    회원님을 위해 비워 둔 시간이 기한 안에 수락되지 않아 다음 대기자에게 제안되었습니다. 다시 대기하실 수 있습니다.

wait-offer-withdrawn-subject = 제안 취소: { $short-thing }, { $day }
wait-offer-withdrawn-body =
    죄송합니다. 회원님을 위해 비워 둔 시간을 저희가 사용해야 합니다. 대기 순서는 그대로 유지됩니다.

wait-passed-on-subject = 제안이 다음 분께 넘어감: { $short-thing }, { $day }
wait-passed-on-body =
    지금은 예약하실 수 없어, 회원님을 위해 비워 둔 시간이 다음 분께 제안되었습니다. 대기 순서는 그대로 유지됩니다.

wait-lapsed-subject = 자리가 나지 않았습니다: { $short-thing }, { $day }
wait-lapsed-body =
    기다리시던 시간이 되었지만 자리가 나지 않았습니다. 죄송합니다.

reservation-released-subject = 예약 해제: { $short-thing }, { $day }
reservation-released-body =
    시간 안에 입실이 확인되지 않았거나 자리를 너무 오래 비워 이 예약이 끝났습니다. 이 예약은 이용한 것으로 세며, 요금은 환불되지 않습니다. 다음에는 오시지 못하면 미리 취소해 주세요.

member-suspended-subject = { $until }까지 이용 정지
member-suspended-body =
    벌점이 규정의 한도에 이르러 당분간 예약이 제한됩니다. 벌점은 내 페이지에서 보실 수 있습니다. 잘못되었다고 생각하시면 이의를 제기하실 수 있습니다.

loan-started-subject = 대여 완료: { $short-thing }
loan-started-body =
    아래와 같이 대여하셨습니다. 유용하게 쓰시기 바랍니다.

loan-ended-subject = 반납 완료: { $short-thing }
loan-ended-body =
    대여하신 물품이 반납되었습니다. 이용해 주셔서 감사합니다.

hold-placed-subject = 대기 신청 완료: { $short-thing }
hold-placed-body =
    대기 신청이 접수되었습니다. 차례가 되면 바로 알려 드리겠습니다.

hold-ready-subject = 대여 준비 완료: { $short-thing }
hold-ready-body =
    기다리시던 물품이 준비되었습니다. 따로 보관해 두었으니 창구에서 받아 가시기 바랍니다.

hold-lapsed-subject = 보관 기간 만료: { $short-thing }
hold-lapsed-body =
    보관해 두었던 물품을 기간 안에 찾아가지 않으셔서 다음 대기자에게 넘어갔습니다. 필요하시면 다시 대기 신청해 주시기 바랍니다.
